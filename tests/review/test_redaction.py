import random
from importlib.util import find_spec

import pytest

from tidegauge.review.redaction import redact, rules
from tidegauge.workbench.review_batches import ReviewError

# Test numbers that the schemes and acquirers publish: Visa, Mastercard, American Express, Diners Club, Discover, JCB,
# Maestro, Dankort, AirPlus (UATP), Visa Electron and Purchasing (datatrans.ch and developer pages; also Presidio's).
CARDS = [
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "30569309025904",
    "38520000023237",
    "36227206271667",
    "6011111111111117",
    "6011000400000000",
    "3530111333300000",
    "3528000700000000",
    "6759649826438453",
    "5019717010103742",
    "122000000000003",
    "4917300800000000",
    "4484070000000000",
    "6240008631401148",
    "6200000000000005",
]
# Examples of the IBAN registry (SWIFT), one of each form of it.
IBANS = [
    "AL47212110090000000235698741",
    "AD1200012030200359100100",
    "AT611904300234573201",
    "AZ21NABZ00000000137010001944",
    "BH67BMAG00001299123456",
    "BE68539007547034",
    "BA391290079401028494",
    "BR9700360305000010009795493P1",
    "BG80BNBG96611020345678",
    "HR1210010051863000160",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DK5000400440116243",
    "EE382200221020145685",
    "FI2112345600000785",
    "FR1420041010050500013M02606",
    "GE29NB0000000101904917",
    "DE89370400440532013000",
    "GR1601101250000000012300695",
    "HU42117730161111101800000000",
    "IS140159260076545510730339",
    "IE29AIBK93115212345678",
    "IL620108000000099999999",
    "IT60X0542811101000000123456",
    "KZ86125KZT5004100100",
    "LV80BANK0000435195001",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "LU280019400644750000",
    "MT84MALT011000012345MTLCAST001S",
    "MC5811222000010123456789030",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "RO49AAAA1B31007593840000",
    "SA0380000000608010167519",
    "SK3112000000198742637541",
    "SI56263300012039086",
    "ES9121000418450200051332",
    "SE4550000000058398257466",
    "CH9300762011623852957",
    "TR330006100519786457841326",
    "AE070331234567890123456",
    "GB29NWBK60161331926819",
]
PHONES = (
    "(415) 555-0132",  # Presidio's own test
    "+1 415 555 0132",
    "212-555-0123",
    "+44 20 7946 0958",  # Ofcom's numbers for drama
    "020 7946 0958",
    "07700 900123",
    "+55 11 91234-5678",
    "(11) 91234-5678",
    "030 23125 000",  # Bundesnetzagentur's numbers for media productions
    "+49 (0)30 23125-000",
    "+33 1 99 00 12 34",
    "0033 1 40 20 50 50",
)
SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",  # the documentation of AWS
    "sk-proj-" + "4f9TzQm2" * 5,
    "sk-ant-api03-" + "x7Kd_9aQ" * 4,
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",  # Stripe's documentation, there as sk_test
    "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",  # GitHub's documentation
    "xoxb-" + "263594206564-FGqddMF8t08v8N7Oq4i57vs1",
    "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    # jwt.io's example
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
)
STAYS = (
    "Order 4111111111111112 was sent.",  # its check digit is wrong
    "Order number 20261122 and invoice 2026-004711, 12 of 300.",
    "Order no. 9876543210123456 of ticket 1234-5678.",
    "trace 550e8400-e29b-41d4-a716-446655440000 and 4bf92f3577b34da6a3ce929d0e0e4736",
    "From 2026-11-14 10:00 to 2026-11-21T10:00:00.123456, or 14.11.2026 10:00, 11/22/2026.",
    "The model 2026-05-13 answered in 1234.567 ms and cost $0.000123, 38,412 calls, 1 234 567 tokens.",
    "It ran on 192.168.10.25, version 10.0.19041.1, Python 3.11.7, build 20261122.1.",
    "Price list @home, 50 @ $3, user@localhost is no address of anybody; pip install a@b.",
    "The password is asked for at sign-in; the key is on the table.",
    "sk_learn_and_pk_of_the_table_are_words, task-management-for-everybody-here too",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "0000000000000000 1111111111111111 00000000-0000-0000-0000-000000000000",
    "ISBN 978-3-16-148410-0, EAN 4006381333931, coordinates 52.5200066, 13.4049540",
    "π is 3.14159265358979323846 and e is 2.71828182845904523536",
)
ALL = ["emails", "phones", "cards", "keys", "ibans"]


@pytest.mark.parametrize("number", CARDS)
def test_published_test_cards_are_found(number: str) -> None:
    spaced = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    for shown in (number, spaced, spaced.replace(" ", "-")):
        assert redact(f"My card: {shown}, thanks", ["cards"]) == "My card: [card], thanks"


def test_a_card_among_other_numbers_is_found() -> None:
    assert redact("2 x 4111 1111 1111 1111 12/27 cvc 123", ["cards"]) == "2 x [card] 12/27 cvc 123"
    assert redact("4012888888881881 4012-8888-8888-1881", ["cards"]) == "[card] [card]"


@pytest.mark.parametrize("number", IBANS)
def test_the_registry_s_ibans_are_found_and_others_are_not(number: str) -> None:
    spaced = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    for shown in (number, spaced):
        assert redact(f"to {shown} and on", ["ibans"]) == "to [IBAN] and on"
    other = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert redact(other, ["ibans"]) == other


@pytest.mark.parametrize("number", PHONES)
def test_telephone_numbers_are_found(number: str) -> None:
    assert redact(f"Call me: {number}. Thanks", ["phones"]) == "Call me: [phone]. Thanks"
    assert redact(f"I am ana ({number}), hello", ["phones"]) == "I am ana ([phone]), hello"


@pytest.mark.parametrize("number", ["4155550132", "11912345678", "1794600958"])
def test_digits_that_are_called_a_telephone_number_are_one(number: str) -> None:
    assert redact(f"My phone number is {number}", ["phones"]) in {
        "My phone number is [phone]",
        f"My phone number is {number}" if number == "1794600958" else "",
    }
    assert redact(f"Order {number}", ["phones"]) == f"Order {number}"


@pytest.mark.parametrize(
    "address",
    [
        "info@presidio.site",  # Presidio's test
        "ana.lima+test@mail.example.co.uk",
        "o'hara@example.org",
        "josé@exämple.de",
        '"ana lima"@example.org',
        "x@xn--exmple-cua.com",
        "a_b-c@ex-ample.museum",
    ],
)
def test_email_addresses_are_found(address: str) -> None:
    assert redact(f"Write to {address}.", ["emails"]) == "Write to [email]."
    assert redact(f"<{address}>, or mailto:{address}", ["emails"]) == "<[email]>, or mailto:[email]"


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_found_by_their_form(secret: str) -> None:
    assert redact(f"use {secret} for it", ["keys"]) == "use [key] for it"


def test_secrets_are_found_by_what_they_are_called() -> None:
    assert redact("password: hunter2!", ["keys"]) == "password: [key]"
    assert redact("my password is hunter2", ["keys"]) == "my password is [key]"
    assert redact('{"api_key": "wJalrXUtnFEMI/K7MDENG"}', ["keys"]) == '{"api_key": "[key]"}'
    assert redact("Authorization: Bearer abcdefghijklmnop.123", ["keys"]) == "Authorization: Bearer [key]"
    assert redact("postgresql://ana:p%40ss@db/x", ["keys"]) == "postgresql://ana:[key]@db/x"
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"
    assert redact(f"a {pem} b", ["keys"]) == "a [key] b"
    assert redact("-----BEGIN PRIVATE KEY-----\nMIIE", ["keys"]) == "[key]"


def test_listed_names_are_found_as_words() -> None:
    names = ["Marta Lima", "Jo", "José"]
    assert redact("marta  lima's friend JO, not Joker; josé", ["names"], names) == (
        "[name]'s friend [name], not Joker; [name]"
    )


@pytest.mark.parametrize("text", STAYS)
def test_what_is_not_private_stays(text: str) -> None:
    assert redact(text, ALL) == text


def test_few_numbers_of_orders_look_like_cards() -> None:
    # One of ten has a right check digit; the schemes' first digits leave a part of them.
    numbers = random.Random(7)  # noqa: S311  no secret
    orders = [str(numbers.randrange(10**15, 10**16)) for _ in range(2_000)]
    assert sum(redact(order, ["cards"]) != order for order in orders) < 2_000 * 0.06


def test_two_rules_on_one_place_cover_it_once() -> None:
    assert redact("password: ana@example.org!", ["emails", "keys"]) == "password: [key]"


def test_a_rule_that_nobody_knows_shows_nothing() -> None:
    with pytest.raises(ReviewError, match=r"“emial” is not a known rule of redaction\. Did you mean emails"):
        redact("ana@example.org", ["emial"])
    with pytest.raises(ReviewError, match="needs a list"):
        redact("Ana", ["names"])


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "@" * 50_000,
        "a@" * 50_000,
        "1 " * 100_000,
        "4" * 200_000,
        "AB12" * 50_000,
        "sk-" * 60_000,
        "eyJ." * 50_000,
        "+" * 99_999,
        "(1" * 50_000,
        "a:" * 99_999,
        "://" * 50_000,
        "password is " * 9_000,
    ],
)
def test_hostile_text_ends(text: str) -> None:
    redact(text, ALL)


@pytest.mark.skipif(
    find_spec("presidio_analyzer") is None, reason="no Presidio: it is in tidegauge[presidio]"
)
def test_presidio_finds_what_the_others_do_not() -> None:
    # Presidio's own test values.
    text = "ssn 856-45-6789, at 192.168.0.1, 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ, nhs 401-023-2137, order 123456789"
    assert redact(text, ["presidio"]) == (
        "ssn [private], at [private], [private], nhs [private], order 123456789"
    )


def test_every_rule_has_a_title_and_a_word() -> None:
    assert {"emails", "phones", "cards", "keys", "ibans", "names", "presidio"} <= set(rules())
    assert all(rule.title and rule.word.isalpha() for rule in rules().values())
