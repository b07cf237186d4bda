"""SecretRecognizer: values that open something, and what only looks like one."""

from __future__ import annotations

import pytest

from assistant.filters.normalize import normalize
from assistant.filters.recognizers.secret import SecretRecognizer
from tests.filters.recognizers.cases import surfaces

KEY = "MIIEowIBAAKCAQEAx1y2z3a4b5c6d7e8f9g0h1i2j3k4l5m6n7o8p9q0r1s2t3u4"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA PRIVATE KEY-----"


def found(text: str) -> list[str]:
    """The surfaces in a text as it is typed."""
    return surfaces(SecretRecognizer, normalize(text).text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("ID: soumu01、パスはKaku#7712xです", "Kaku#7712x", id="mere label, particle"),
        pytest.param(
            "Authorization: Kakuu-Key 5d1c9e70-3b82-4af6-9d11-c07e2ab8f44d",
            "5d1c9e70-3b82-4af6-9d11-c07e2ab8f44d",
            id="UUID in a header",
        ),
        pytest.param("門の暗証番号は7 1 9 4です", "7 1 9 4", id="figures one by one"),
        pytest.param("ユーザ名 kanri-a、パス: 9fK2vq8L", "9fK2vq8L", id="mere label"),
        pytest.param("金庫のダイヤルは右に4回32、左に3回18", "右に4回32、左に3回18", id="turns"),
        pytest.param("パスワード：Kaku-7712x", "Kaku-7712x", id="label and colon"),
        pytest.param("ID: soumu01\nPW: Kaku7712", "Kaku7712", id="short label"),
        pytest.param("ＰＷ：Ｕｍｅ２０２５", "Ume2025", id="full width"),
        pytest.param("パスワードは「kakuu-8812」です。", "kakuu-8812", id="quoted"),
        pytest.param("パスワードはtsubakiです。", "tsubaki", id="a word, said to be it"),
        pytest.param("パスワード\nUme#2025kaku\nで入れます", "Ume#2025kaku", id="next line"),
        pytest.param("金庫の暗証番号 4829 を変えたい", "4829", id="digits"),
        pytest.param("解凍パスワードは20251103です。", "20251103", id="a date as a password"),
        pytest.param(
            "合言葉は「あおいうみとしろいふね」です。", "あおいうみとしろいふね", id="words"
        ),
        pytest.param("ログインID／パスワード：kanri01／Ume#2025", "Ume#2025", id="both"),
        pytest.param(
            "パスワードを変えました。新しいものは「Ume-0612-ame!」です。",
            "Ume-0612-ame!",
            id="later",
        ),
        pytest.param(
            "SSIDは kakuu-guest、キーは momiji2025xyz です。", "momiji2025xyz", id="Wi-Fi"
        ),
        pytest.param("DB_PASSWORD='s3cr3t-pass!'", "s3cr3t-pass!", id="environment"),
        pytest.param("Server=db1;User Id=sa;Password=Kaku!77;", "Kaku!77", id="connection string"),
        pytest.param(
            "postgres://app:Tsubaki99@db.kakuu.local:5432/main", "Tsubaki99", id="in an address"
        ),
        pytest.param("<password>Ume2025kaku</password>", "Ume2025kaku", id="XML"),
        pytest.param(
            '{"api_key": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}',
            "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
            id="hex behind a label",
        ),
        pytest.param(
            "Authorization: Basic a2FrdXU6c2VjcmV0OTk=", "a2FrdXU6c2VjcmV0OTk=", id="header"
        ),
        pytest.param("curl -u kanri:Ume2025 https://host/", "Ume2025", id="command"),
        pytest.param("GRANT ALL TO x IDENTIFIED BY 'ume2025kaku'", "ume2025kaku", id="SQL"),
        pytest.param(PEM, PEM, id="private key"),
        pytest.param("AKIAQ7KAKUUX4ZZ2LMNO を無効にしたい", "AKIAQ7KAKUUX4ZZ2LMNO", id="key id"),
        pytest.param(
            "sk-proj-t8Jq2LxVw0YbN4dRk6HsZ1cFm9", "sk-proj-t8Jq2LxVw0YbN4dRk6HsZ1cFm9", id="prefix"
        ),
        pytest.param(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiIn0.k3Jx0Vq9tYw2",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiIn0.k3Jx0Vq9tYw2",
            id="web token",
        ),
        ("| 項目 | 値 |\n|---|---|\n| パスワード | Ume!2208koto |", "Ume!2208koto"),
        ("redis-cli -h cache01 -a uM7bqX2vLd ping", "uM7bqX2vLd"),
        ("公用スマホのロックは 482915 で開きます。", "482915"),
        ("金庫の番号は右に27、左に14、右に63です。", "右に27、左に14、右に63"),
        ("サーバー室のドアは「7 3 9 1」の順に押す", "7 3 9 1"),
        ("無線は shimin-free、パスは hana2026haru です。", "hana2026haru"),
        ("管理画面は初期設定のまま（admin / Kiri8020）です。", "Kiri8020"),
        ("ログインは zei02 で Hagoromo#51 を入れる。", "Hagoromo#51"),
        ("コミュニティ名は himawari-rw です。", "himawari-rw"),
        ("ユーザ名とパスワードはどちらも toshokan7 です。", "toshokan7"),
        ("秘密の質問の答えは「みけねこ」で登録しました。", "みけねこ"),
    ],
)
def test_a_secret_with_its_value_blocks(text: str, value: str) -> None:
    assert found(text) == [value]


def test_cells_of_a_column_of_passwords_block() -> None:
    assert found("ユーザ名,パスワード\nkanri,Ume2025k\nmado,Kiku7788") == ["Ume2025k", "Kiku7788"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("パスワードは8文字以上にしてください。", id="rule"),
        pytest.param("暗証番号は4桁です。署名用は6文字から16文字です。", id="length"),
        pytest.param("パスワードの変更は90日ごとです。", id="period"),
        pytest.param("パスワードは定期的に変えるべきですか。", id="question"),
        pytest.param("パスワード：○○○○", id="circles"),
        pytest.param("パスワード：（別途連絡）", id="elsewhere"),
        pytest.param("password=********", id="stars"),
        pytest.param('api_key = "YOUR_API_KEY"', id="placeholder"),
        pytest.param("token: ${GITHUB_TOKEN}", id="variable"),
        pytest.param("password = os.environ['DB_PASSWORD']", id="environment"),
        pytest.param("$password = $_POST['password'];", id="form"),
        pytest.param("const token = getToken();", id="call"),
        pytest.param("password == confirm_password", id="comparison"),
        pytest.param("password VARCHAR(255) NOT NULL", id="column"),
        pytest.param('input type="password" name="pw" maxlength="16"', id="HTML"),
        pytest.param("例えばパスワードは Abcd1234! のようにします。", id="example before"),
        pytest.param("パスワードを abc12345 などの安易なものにしない。", id="example behind"),
        pytest.param("パスワードはWPA2で暗号化されます", id="standard"),
        pytest.param("commit 9f3c1ae7d20b84e65f1a0c7d3b92e8416af5d07c", id="commit"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000", id="UUID"),
        pytest.param("トークンの上限は 8000 です。max_tokens=1000", id="tokens of a model"),
        pytest.param("キーボードの F5キー を押す。主キーは user_id です", id="other keys"),
        pytest.param("パスワードを忘れた方は https://www.kakuu.example/reset から", id="address"),
        pytest.param("-----BEGIN PUBLIC KEY-----\n" + KEY, id="public key"),
        pytest.param("-----BEGIN PRIVATE KEY-----\n（省略）", id="key left out"),
        pytest.param("SSIDはkakuu-guestです", id="name of a network"),
        "| 項目 | 値 |\n| パスワード | 別途連絡 |",
        "| パスワード | 有効期限 |\n|---|---|\n| 各自で設定 | 3月末 |",
        "公用スマホのロックは6桁以上にする。",
        "金庫は8時30分に開けて、17時に閉めます。",
        "管理画面は http://192.168.10.1/ で開きます。",
        "地域コミュニティ名は各町内会で決めます。",
        "ドアは2枚で、1枚ずつ順に押して開けます。",
    ],
)
def test_placeholders_rules_and_hashes_do_not(text: str) -> None:
    assert found(text) == []
