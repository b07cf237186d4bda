"""Numbers as forms, ledgers, mails and exports of a city hall really write them."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.address import AddressRecognizer
from assistant.filters.recognizers.bank_account import BankAccountRecognizer
from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.recognizers.birth_date import BirthDateRecognizer
from assistant.filters.recognizers.care_insurance import CareInsuranceRecognizer
from assistant.filters.recognizers.driver_license import DriverLicenseRecognizer
from assistant.filters.recognizers.email_address import EmailAddressRecognizer
from assistant.filters.recognizers.health_insurance import HealthInsuranceRecognizer
from assistant.filters.recognizers.my_number import MyNumberRecognizer
from assistant.filters.recognizers.other_id import OtherIdRecognizer
from assistant.filters.recognizers.passport import PassportRecognizer
from assistant.filters.recognizers.phone_number import PhoneNumberRecognizer
from assistant.filters.recognizers.postal_account import PostalAccountRecognizer
from assistant.filters.recognizers.postal_code import PostalCodeRecognizer
from assistant.filters.recognizers.residence_card import ResidenceCardRecognizer
from assistant.filters.recognizers.resident_code import ResidentCodeRecognizer
from assistant.filters.recognizers.student_id import StudentIdRecognizer
from assistant.filters.recognizers.vehicle_number import VehicleNumberRecognizer
from tests.filters.recognizers.cases import surfaces

Kind = type[JapaneseRecognizer]

HITS: tuple[tuple[Kind, str, str], ...] = (
    (DriverLicenseRecognizer, "免許証番号 第 60 12 345678 80 号", "60 12 345678 80"),
    (DriverLicenseRecognizer, "運転者台帳には6012 3456 7880とある", "6012 3456 7880"),
    (DriverLicenseRecognizer, '{"license_no": "601234567880"}', "601234567880"),
    (ResidenceCardRecognizer, "カード番号はAB12345678CDでした", "AB12345678CD"),
    (ResidenceCardRecognizer, "在留カード等番号:AB 12345678 CD", "AB 12345678 CD"),
    (PassportRecognizer, "パスポートNo.TR1234567", "TR1234567"),
    (MyNumberRecognizer, "本人の番号は1234 5678 9018", "1234 5678 9018"),
    (ResidentCodeRecognizer, "住民票コード 1234 5678 903", "1234 5678 903"),
    (ResidentCodeRecognizer, "jumin_code=12345678903", "12345678903"),
    (PostalAccountRecognizer, "通帳の10530-12345671に還付", "10530-12345671"),
    (PostalAccountRecognizer, "記号10530 番号12345671", "記号10530 番号12345671"),
    (PostalAccountRecognizer, "ゆうちょ 10530の12345671", "10530の12345671"),
    (PostalAccountRecognizer, "氏名,記号,番号\n佐野 花,10530,12345671", "10530,12345671"),
    (CareInsuranceRecognizer, "介護保険 被保険者証番号 00 1234 5678", "00 1234 5678"),
    (CareInsuranceRecognizer, "要介護2の方、被保番号0012345678", "0012345678"),
    (CareInsuranceRecognizer, "<hihokenNo>0012345678</hihokenNo>", "0012345678"),
    (HealthInsuranceRecognizer, "国保の記号番号は 架・12 3456789", "架・12 3456789"),
    (HealthInsuranceRecognizer, "健康保険の記号・番号:1234-56789", "1234-56789"),
    (BankAccountRecognizer, "架空銀行本店 1234567 に還付金を振り込む", "1234567"),
    (BankAccountRecognizer, "金融機関,支店,種別,番号\n架空銀行,本店,普,1234567", "1234567"),
    (BankAccountRecognizer, "口座番号:1234567", "1234567"),
    (PhoneNumberRecognizer, "携帯 080 37 719 254", "080 37 719 254"),
    (PhoneNumberRecognizer, "電話 0596 218 840", "0596 218 840"),
    (PhoneNumberRecognizer, "母国の連絡先 +63 917 555 0123", "+63 917 555 0123"),
    (PhoneNumberRecognizer, "携帯:+81-(0)90-1234-5678", "+81-(0)90-1234-5678"),
    (PhoneNumberRecognizer, "自宅(0596)21-8840", "(0596)21-8840"),
    (PhoneNumberRecognizer, "でんわ 21-8840", "21-8840"),
    (PhoneNumberRecognizer, "福祉課\n相談受付票\n0596-21-8840", "0596-21-8840"),
    (PhoneNumberRecognizer, "福祉課が聞いた長男の番号は0596-21-8840", "0596-21-8840"),
    (PhoneNumberRecognizer, "氏名,電話,勤務先\n佐野花,0596-21-8840,架空病院", "0596-21-8840"),
    (AddressRecognizer, "訪問場所 架空市北野123番地 佐野様", "架空市北野123番地"),
    (PhoneNumberRecognizer, "090の1234の5678", "090の1234の5678"),
    (PhoneNumberRecognizer, "氏名,携帯電話\n佐野 花,9012345678", "9012345678"),
    (BankAccountRecognizer, "還付先 架空銀行 123-1234567", "123-1234567"),
    (BankAccountRecognizer, "普)1234567 サノハナ", "1234567"),
    (PostalCodeRecognizer, "5200001 架空市北町1-2-3 佐野様", "5200001"),
    (CareInsuranceRecognizer, "介護保険の被保険者番号H001234567", "H001234567"),
    (AddressRecognizer, "住所 架空市北町一の二の三", "架空市北町一の二の三"),
    (AddressRecognizer, "氏名,町名,番地\n佐野 花,北町,1-2-3", "1-2-3"),
    (AddressRecognizer, "Kakuu-shi Kitamachi 1-2-3", "Kakuu-shi Kitamachi 1-2-3"),
    (AddressRecognizer, "1-2-3 Kitamachi, Kakuu City", "1-2-3 Kitamachi, Kakuu City"),
    (BirthDateRecognizer, "昭和30年(1955年)5月18日生", "昭和30年(1955年)5月18日"),
    (BirthDateRecognizer, "1955年(昭和30年)5月18日生まれ", "1955年(昭和30年)5月18日"),
    (BirthDateRecognizer, "生年月日(西暦でご記入ください):1955/5/18", "1955/5/18"),
    (BirthDateRecognizer, "Date of birth: 18/05/1955", "18/05/1955"),
    (BirthDateRecognizer, "生年月日 55.5.18", "55.5.18"),
    (BirthDateRecognizer, "昭和30年5月生まれの男性", "昭和30年5月"),
    (BirthDateRecognizer, "(1001,'佐野 花','サノ ハナ','1955-05-18')", "1955-05-18"),
    (BirthDateRecognizer, "グエン・ヴァン・フォン,1991/06/02,男", "1991/06/02"),
    (AddressRecognizer, "架空市大字北野字山下番外地", "架空市大字北野字山下番外地"),
    (AddressRecognizer, "氏名,住所\n佐野 花,緑が丘三丁目", "緑が丘三丁目"),
    (AddressRecognizer, "緑が丘3丁目の佐野様より", "緑が丘3丁目"),
    (AddressRecognizer, "佐野様宅(坂下6-31-12)へ訪問", "坂下6-31-12"),
    (PostalCodeRecognizer, "<shimei>佐野 花</shimei><yubin>5200001</yubin>", "5200001"),
    (PostalCodeRecognizer, "氏名,郵便番号\n佐野 花,520-0001", "520-0001"),
    (VehicleNumberRecognizer, "架空 530 さ 12-34の車", "架空 530 さ 12-34"),
    (VehicleNumberRecognizer, "原付の標識 架空市 か 12-34", "架空市 か 12-34"),
    (OtherIdRecognizer, "身体障害者手帳 手帳番号 第12345号", "12345"),
    (OtherIdRecognizer, "住登外者番号:00123456", "00123456"),
    (OtherIdRecognizer, "接種券番号 1234567890", "1234567890"),
    (OtherIdRecognizer, "被保護者番号は00482", "00482"),
    (OtherIdRecognizer, "SET kojin_cd = '0012345'", "0012345"),
    (StudentIdRecognizer, "出席番号2024017", "2024017"),
    (EmailAddressRecognizer, "sano{at}kakuu.jp", "sano{at}kakuu.jp"),
    (EmailAddressRecognizer, "sano[ @ ]kakuu[.]jp", "sano[ @ ]kakuu[.]jp"),
    (EmailAddressRecognizer, "収集係 sano@city.kakuu.lg.jp", "sano@city.kakuu.lg.jp"),
)
NEAR_MISSES: tuple[tuple[Kind, str], ...] = (
    (DriverLicenseRecognizer, "運転者台帳の管理簿 6012 3456 7870"),
    (ResidenceCardRecognizer, "型番AB12345678CD"),
    (PostalAccountRecognizer, "図面10530-12345671"),
    (PostalAccountRecognizer, "品名,数\n軍手,10530,12345671"),
    (CareInsuranceRecognizer, "介護の予算は0012345678円"),
    (BankAccountRecognizer, "架空銀行への振込は1234567円"),
    (BankAccountRecognizer, "架空銀行の受付番号1234567"),
    (BankAccountRecognizer, "品名,番号\n軍手,1234567"),
    (PhoneNumberRecognizer, "園の電話は0596-21-8840です"),
    (PhoneNumberRecognizer, "架空市観光協会 0596-21-8840"),
    (PhoneNumberRecognizer, "団体名=むつみ会;電話=0596-21-8840"),
    (PhoneNumberRecognizer, "+15 000 円の増額"),
    (PhoneNumberRecognizer, "品番,数\nA,9012345678"),
    (BankAccountRecognizer, "書架 123-1234567"),
    (PostalCodeRecognizer, "5200001 架空市の人口"),
    (AddressRecognizer, "事業,番号\n道路,1-2-3"),
    (AddressRecognizer, "二の三の問題"),
    (PhoneNumberRecognizer, "## お問い合わせ\n\n- 電話 0596-21-8840"),
    (PhoneNumberRecognizer, "施設一覧\n・ひまわり 0596-21-8840\n・つくし 0596-21-8841"),
    (
        PhoneNumberRecognizer,
        "架空市\n総合政策部 企画課\n架空市中央1-1\nFAX 0596-21-8841\n0596-21-8840",
    ),
    (AddressRecognizer, "Aさんの受付番号は25-11-0482です"),
    (PhoneNumberRecognizer, "架空市 ごみ減量課\n主事 Aさん\n電話 0596-21-8840"),
    (AddressRecognizer, "工事場所:架空市北野123番地"),
    (AddressRecognizer, "架空市北野123番地先から架空市南野45番地先まで"),
    (AddressRecognizer, "名称,位置\n北集会所,架空市北野123番地"),
    (BirthDateRecognizer, "昭和30年(1955年)5月18日施行"),
    (BirthDateRecognizer, "18/05/1955 の会議"),
    (BirthDateRecognizer, "昭和30年5月生産分"),
    (BirthDateRecognizer, "('架空公民館','開館','1955-05-18')"),
    (AddressRecognizer, "緑が丘3丁目の交差点"),
    (AddressRecognizer, "会場,住所\n北公民館,緑が丘三丁目"),
    (AddressRecognizer, "第3分団の詰所(元町2-1)"),
    (PostalCodeRecognizer, "<name>北川水利組合</name><zip>520-0001</zip>"),
    (VehicleNumberRecognizer, "第 530 の 12-34 号議案"),
    (OtherIdRecognizer, "文書番号12345"),
    (OtherIdRecognizer, "給水量 12345"),
    (EmailAddressRecognizer, "収集係 gomi@city.kakuu.lg.jp"),
    (EmailAddressRecognizer, "申込先 bunka@city.kakuu.lg.jp"),
)


@pytest.mark.parametrize(("kind", "text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_the_number_however_it_is_written(kind: Kind, text: str, surface: str) -> None:
    assert surfaces(kind, text) == [surface]


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_the_near_miss_through(kind: Kind, text: str) -> None:
    assert surfaces(kind, text) == []
