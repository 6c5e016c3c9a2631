"""What is masked, what stays, and what only the words around it decide."""

import json
from pathlib import Path

import pytest

from queries.masking import PASSWORD, is_cnpj, is_cpf, mask, mask_talk

GRADED = Path(__file__).parents[1] / "graded"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("meu cpf é 529.982.247-25", "meu cpf é •••.•••.•••-••"),
        ("cpf 52998224725 ok?", "cpf ••••••••••• ok?"),
        ("529 982 247 25", "••• ••• ••• ••"),
        ("o titular é 111.222.333-44, com erro", "o titular é •••.•••.•••-••, com erro"),
        ("CNPJ 11.222.333/0001-81", "CNPJ ••.•••.•••/••••-••"),
        ("CNPJ 12.ABC.345/01DE-35", "CNPJ ••.•••.•••/••••-••"),
        ("me liga no (11) 98765-4321", "me liga no (••) •••••-••••"),
        ("11 98765 4321", "•• ••••• ••••"),
        ("+55 47 99123-4567", "+•• •• •••••-••••"),
        ("zap 99123-4567", "zap •••••-••••"),
        ("11987654321", "•••••••••••"),
        ("fixo 4733221100", "fixo ••••••••••"),
        ("maria.silva+nf@provedor.com.br", "•••••.•••••+••@••••••••.•••.••"),
        ("maria ponto silva arroba gmail ponto com", "••••• ••••• ••••• •••••• ••••• ••••• •••"),
        ("cartão 4111 1111 1111 1111", "cartão •••• •••• •••• ••••"),
        ("4111111111111111", "••••••••••••••••"),
        ("CEP 88015-200", "CEP •••••-•••"),
        ("cep 88015200", "cep ••••••••"),
        ("moro na Rua das Flores, 123", "moro na Rua ••• ••••••, •••"),
        ("av brasil 2040 apto 31", "av •••••• •••• apto ••"),
        ("é na rua Quinze de Novembro perto do mercado", "é na rua •••••• •• •••••••• perto do mercado"),
        ("Tv. São José, 45", "Tv. ••• ••••, ••"),
        ("mora na tv. Padre Anchieta nº 12", "mora na tv. ••••• •••••••• •• ••"),
        ("R. Augusta, fundos", "R. •••••••, fundos"),
        ("R. do Sol, R. Dr. Lima, R. XV de Novembro", "R. •• •••, R. ••. ••••, R. •• •• ••••••••"),
        ("Av. Nove de Julho 1200", "Av. •••• •• ••••• ••••"),
        ("bloco B apto 302", "bloco • apto •••"),
        ("a senha do wifi é Gato2020!", f"a senha do wifi é {PASSWORD}"),
        ("senha: minhacasa", f"senha: {PASSWORD}"),
        (
            "é zero um dois, três quatro cinco, meia sete oito nove zero",
            "é •••• •• ••••, •••• •••••• •••••, •••• •••• •••• •••• ••••",
        ),
    ],
)
def test_a_customers_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "seu protocolo é 2026110300417",
        "protocolo nº 52998224725",
        "OS 88.102 aberta, OS 88102 também",
        "o.s. 987654321",
        "chamado 99123456",
        "a visita fica para 22/11/2026 às 15:30",
        "o plano de 400 mega custa R$ 1.189,90",
        "reinicie e acesse 192.168.0.1",
        "ligue 0800 123 4567",
        "dia 10 12 14 tem vaga",
        "um dois três e já",
        "a senha é muito fraca",
        "a rua está sem luz",
        "em 5 dias úteis",
        "sinal de -27 dBm",
        "20261103101500",
        "casa nova, vida nova",
        "vou mudar de casa e de bairro",
        "o canal some na TV. É assim?",
        "reiniciei a TV. Você vem hoje?",
        "só na TV. Canal 45 não abre",
        "desliguei da TV. Reiniciei 2 vezes",
        "a TV Samsung da sala trava",
        "pago 100 R. Pode ser?",
        "esperei na av. Não veio ninguém",
        "protocolo dois meia zero três um meia zero nove",
    ],
)
def test_what_is_no_customers_data_stays(text: str) -> None:
    assert mask(text) == text


def test_numbers_of_the_record_stay_however_they_are_written() -> None:
    assert mask("é o 47999123456 mesmo", keep=["47999123456"]) == "é o 47999123456 mesmo"
    assert mask("é o 47999123456 mesmo") == "é o ••••••••••• mesmo"


def test_the_answer_to_a_question_for_a_password_or_an_address() -> None:
    talk = [
        ("agent", "Qual senha o senhor quer no Wi-Fi?"),
        ("customer", "pode ser amoreterno7"),
        ("customer", "certo"),
    ]
    assert mask_talk(talk) == ["Qual senha o senhor quer no Wi-Fi?", f"pode ser {PASSWORD}", "certo"]
    talk = [("agent", "Me confirma o endereço?"), ("customer", "palmeiras 45 fundos")]
    assert mask_talk(talk)[1] == "••••••••• •• ••••••"


def test_check_digits() -> None:
    assert is_cpf("52998224725")
    assert not is_cpf("52998224724")
    assert not is_cpf("11111111111")
    assert is_cnpj("11222333000181")
    assert not is_cnpj("11222333000180")


def test_no_taxpayer_number_phone_or_mail_of_the_graded_talks_is_left() -> None:
    """Every run of eleven digits or more in the graded talks is masked or announced as a protocol."""
    import re

    left = []
    for path in sorted(GRADED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            keep = [str(one["protocol"]) for one in case.get("contacts", []) if one.get("protocol")]
            for message in case.get("messages", []):
                shown = mask(message["text"], keep)
                left += [shown for found in re.findall(r"[\d.\-/]{11,}", shown) if is_cpf(re.sub(r"\D", "", found))]
                left += re.findall(r"[\w.]+@\w+\.\w+", shown)
    assert left == []


def test_a_very_long_message_is_masked_in_one_pass() -> None:
    for endless in ("a" * 300_000, "1" * 300_000, "rua " * 75_000, "senha " * 50_000, "um dois " * 40_000):
        assert len(mask(endless)) == len(endless)
