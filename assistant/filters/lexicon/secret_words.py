"""Labels of passwords and keys, and values that only stand in for one."""

from __future__ import annotations

# Behind these, with a sign or a particle between, stands the secret itself.
SECRET_LABELS_JAPANESE = (
    "パスワード", "パスフレーズ", "パスコード", "暗証番号", "暗証", "合言葉", "合い言葉",
    "暗号化キー", "暗号キー", "暗号鍵", "セキュリティキー", "セキュリティーキー",
    "ネットワークキー", "共有キー", "共有鍵", "事前共有キー", "接続キー", "無線キー", "WPAキー",
    "WPA2キー", "WPA3キー", "WEPキー", "無線LANキー", "無線LANのキー", "Wi-Fiキー", "Wi-Fiのキー",
    "APIキー", "アクセスキー", "アクセストークン", "認証トークン", "トークン", "シークレットキー",
    "シークレット", "秘密鍵", "秘密キー", "認証コード", "解除コード", "解除番号", "解錠番号",
    "解錠コード", "開錠番号", "警備解除番号", "ドアコード", "リカバリーコード", "リカバリキー",
    "回復キー", "PINコード", "PIN番号", "ピンコード", "ストレージキー", "サブスクリプションキー",
    "接続文字列", "コミュニティ名", "コミュニティ文字列", "秘密の質問の答え", "秘密の答え",
    "ライセンスキー", "プロダクトキー", "プロダクトID", "ログインPW", "初期PW", "仮PW", "解凍PW",
    "解凍パス", "パスキー", "キーコード", "金庫の番号", "鍵番号",
)  # fmt: skip
SECRET_LABELS_LATIN = (
    "password", "passwd", "passphrase", "passcode", "passkey", "pass_word", "pass", "pwd", "pw",
    "pin", "psk", "pre-shared key", "secret", "token", "api_key", "api-key", "api key", "apikey",
    "access_key", "access-key", "access key", "accesskey", "access_key_id", "secret_key",
    "secret-key", "secretkey", "private_key", "private-key", "privatekey", "client_secret",
    "clientsecret", "auth_key", "authkey", "encryption_key", "signing_key", "shared_key",
    "subscription_key", "account_key", "accountkey", "sharedaccesskey", "wpa_key", "wpa2_key",
    "wifi_key", "wep_key", "credential", "credentials", "recovery key", "identified by",
    "network_key", "community string", "network key", "security key", "requirepass",
    "webhook_secret", "jwt_secret",
)  # fmt: skip
# Four digits behind these are enough.
DIGIT_LABELS = (
    "暗証",
    "PIN",
    "pin",
    "パスコード",
    "passcode",
    "番号",
    "コード",
    "パスワード",
    "PW",
    "パス",
)

# Stands where a secret could stand and is none: letters compared in lower case.
PLACEHOLDERS = (
    "password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token", "key", "apikey",
    "api_key", "value", "string", "str", "text", "none", "null", "nil", "true", "false", "yes",
    "no", "undefined", "required", "optional", "default", "todo", "tbd", "redacted", "masked",
    "hidden", "removed", "omitted", "empty", "blank", "changeme", "change_me", "change-me",
    "changeit", "input", "prompt", "env", "user", "username", "admin", "root", "id", "const",
    "var", "let", "bytes", "int", "bool", "char", "varchar", "nvarchar", "object", "function",
    "return", "type", "field", "label", "name", "placeholder", "on", "off", "enabled", "disabled",
    "ok", "ng",
)  # fmt: skip
PLACEHOLDER_SHAPE = (
    r"[*●○〇◯■□xX×.…_?#=+-]{2,}|[xX]{3,}.*|.*[xX]{4,}.*|.*\*{3,}.*|<.*|\{.*|\[.*|\$.*|%[A-Za-z_]+%"
    r"|(?:your|my|enter|insert|put|set|change|replace|dummy|sample|example|test|hoge|fuga|foo"
    r"|bar|baz"
    r"|some|fake|demo)(?:[-_ ].*|[a-z]*[0-9]{0,3})|.*(?:here|goes)$|.*(?:example|placeholder"
    r"|dummy|sample).*"
    r"|(?:abc|abcd|abcde|abcdef|xyz|aaa+|[0-9])|.*\.(?:txt|docx?|xlsx?|pdf|csv|json|ya?ml|html?"
    r"|exe)"
)
# Product names and standards: letters, then a version.
STANDARDS = (
    r"(?:WPA|WEP|AES|SHA|MD|TLS|SSL|RSA|DES|3DES|OAuth|SAML|OpenID|Windows|Win|Office|Microsoft"
    r"|Excel|Word"
    r"|iOS|iPadOS|macOS|Android|Web|IPv|HTTPS?|PBKDF|bcrypt|scrypt|Argon|HMAC|ISO|IEC|JIS|NIST"
    r"|SP|CVE|TOTP"
    r"|HOTP|FIDO|LDAP|Base|UTF|RFC|ED|ECDSA|NTLM|Kerberos|S/MIME|PKCS|X\.|LTO|USB|Wi-?Fi|SSO"
    r"|VPN|LGWAN"
    r"|OTP|MFA|2FA|SMS)[-_/ ]?v?[0-9][0-9A-Za-z.\-]{0,12}"
)
