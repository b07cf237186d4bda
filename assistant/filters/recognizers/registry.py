"""The explicit list of recognizers: an empty registry would load Presidio's English defaults."""

from __future__ import annotations

from presidio_analyzer import EntityRecognizer

from assistant.filters.recognizers.address import AddressRecognizer
from assistant.filters.recognizers.bank_account import BankAccountRecognizer
from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.recognizers.birth_date import BirthDateRecognizer
from assistant.filters.recognizers.care_insurance import CareInsuranceRecognizer
from assistant.filters.recognizers.confidential_mark import ConfidentialMarkRecognizer
from assistant.filters.recognizers.credit_card import PaymentCardRecognizer
from assistant.filters.recognizers.driver_license import DriverLicenseRecognizer
from assistant.filters.recognizers.email_address import EmailAddressRecognizer
from assistant.filters.recognizers.employee_id import EmployeeIdRecognizer
from assistant.filters.recognizers.employment_insurance import EmploymentInsuranceRecognizer
from assistant.filters.recognizers.health_insurance import HealthInsuranceRecognizer
from assistant.filters.recognizers.insurer_number import InsurerNumberRecognizer
from assistant.filters.recognizers.ip_address import IpAddressRecognizer
from assistant.filters.recognizers.my_number import MyNumberRecognizer
from assistant.filters.recognizers.opaque_blob import OpaqueBlobRecognizer
from assistant.filters.recognizers.other_id import OtherIdRecognizer
from assistant.filters.recognizers.passport import PassportRecognizer
from assistant.filters.recognizers.pension_number import PensionNumberRecognizer
from assistant.filters.recognizers.person import PersonRecognizer
from assistant.filters.recognizers.phone_number import PhoneNumberRecognizer
from assistant.filters.recognizers.postal_account import PostalAccountRecognizer
from assistant.filters.recognizers.postal_code import PostalCodeRecognizer
from assistant.filters.recognizers.residence_card import ResidenceCardRecognizer
from assistant.filters.recognizers.resident_code import ResidentCodeRecognizer
from assistant.filters.recognizers.secret import SecretRecognizer
from assistant.filters.recognizers.sensitive import SensitiveRecognizer
from assistant.filters.recognizers.student_id import StudentIdRecognizer
from assistant.filters.recognizers.vehicle_number import VehicleNumberRecognizer
from assistant.filters.settings import FilterSettings

JAPANESE_RECOGNIZERS: tuple[type[JapaneseRecognizer] | type[PersonRecognizer], ...] = (
    PersonRecognizer,
    PhoneNumberRecognizer,
    EmailAddressRecognizer,
    PaymentCardRecognizer,
    IpAddressRecognizer,
    AddressRecognizer,
    PostalCodeRecognizer,
    BirthDateRecognizer,
    MyNumberRecognizer,
    ResidentCodeRecognizer,
    PensionNumberRecognizer,
    DriverLicenseRecognizer,
    PassportRecognizer,
    ResidenceCardRecognizer,
    HealthInsuranceRecognizer,
    CareInsuranceRecognizer,
    EmploymentInsuranceRecognizer,
    InsurerNumberRecognizer,
    BankAccountRecognizer,
    PostalAccountRecognizer,
    VehicleNumberRecognizer,
    EmployeeIdRecognizer,
    StudentIdRecognizer,
    OtherIdRecognizer,
    OpaqueBlobRecognizer,
    ConfidentialMarkRecognizer,
    SecretRecognizer,
    SensitiveRecognizer,
)


def build_recognizers(settings: FilterSettings) -> list[EntityRecognizer]:
    """One recognizer per entity, in the order of `JAPANESE_RECOGNIZERS`."""
    return [recognizer(settings) for recognizer in JAPANESE_RECOGNIZERS]
