"""Which internal requests can be acted on without asking back, and which lack a part."""

from __future__ import annotations

import pytest

from practices.signals import requests
from tests.practices.worlds import world

COMPLETE = [
    "OS 51040, Maria Prado: favor alterar o titular até 20/03, a fatura fecha nesse dia.",
    "Boa tarde, cliente Maria Lúcia Prado, protocolo 2026031122. Solicito estorno de R$ 45 cobrado em duplicidade.",
    "Pessoal, OS 51040 (Maria Prado): precisa liberar porta na CTO 12 hoje, técnico tá no local.",
    "cliente maria prado os 51040 sem sinal desde sabado, remarcar visita p/ amanhã cedo pfv",
    "Gestor, peço autorização p/ isentar a taxa da Maria Prado (OS 51040): a equipe faltou duas vezes.",
    "OS 51040 - Maria Lúcia. Desligar em 30/04 e agendar retirada do equipamento; mudança de cidade.",
    "Maria Prado, cód 8812, OS 51040. Reativar contrato, pagou ontem e segue bloqueada.",
    "Chefe, a cliente Maria Prado (OS 51040) pediu desconto por 4 dias sem internet. Posso dar R$ 15?",
    "Financeiro: confirmar pagamento do boleto 03/26 da Maria Prado, protocolo 88120. Comprovante "
    "anexo, ela está bloqueada.",
    "Solicito cancelamento do contrato da cliente Maria Lúcia Prado, OS 51040, por insatisfação com "
    "quedas. Sem multa (fora da fidelidade).",
    "Favor enviar escada de 9 m para OS 51040 Maria Prado, poste alto, visita amanhã 8h",
    "OS 51040 (Maria Prado) precisa de rede externa: cabo partido no poste, sem internet desde "
    "ontem. Alguém da equipe 2 consegue hoje?",
    "Boa tarde. Código 40117, OS 51040, mudança de endereço: liberar porta na Rua 9 até 12/04, cliente muda dia 13.",
    "Gestora, Maria Prado, protocolo 88120. Ela quer quebra de multa por motivo de saúde, tem laudo. Autoriza?",
    "Pend.: OS 51040 / Maria Prado. Falta assinatura do contrato, reenviar link hoje pq o antigo expirou.",
    "Cliente Maria Lúcia Prado (OS 51040): pede desligamento em 30/06; calcular multa, contrato de "
    "02/2026, e me retornar até amanhã.",
    "Marcos, sobre a OS 51040 da dona Maria Prado: o técnico quebrou o portão. Preciso saber se a "
    "gente cobre o conserto, ela aguarda resposta até quinta.",
    "Maria Prado - OS 51040 - retirar bloqueio, pagamento compensado hoje 10h.",
    "Preciso que alguém ligue pra Maria Prado, OS 51040, antes das 14h: ela não aceita a data e ameaça cancelar.",
    "Transferir OS 51040 (Maria Prado, cód 40117) pra equipe Norte, pois endereço é zona rural e Sul não atende.",
    "Peço estorno da taxa de R$ 60, OS 51040, Maria Prado, cobrada sem aviso.",
]
INCOMPLETE = [
    "alguém vê isso pra mim?",
    "urgente!!",
    "Pessoal, cliente tá me cobrando, alguém?",
    "OS 51040 pra ontem!!!",
    "Favor cancelar o contrato da Maria Prado até sexta.",
    "Favor alterar o titular da OS 51040 até sexta.",
    "OS 51040 Maria Prado, favor verificar.",
    "51040 por favor",
    "Maria Prado OS 51040 até amanhã!",
    "Maria Prado, OS 51040. Cliente muito nervosa!",
    "Oi chefe, pode me ligar? É sobre a cliente Maria Prado",
    "OS 51040, Maria Prado, favor trocar o titular.",
    "Gente, e aquele caso da Maria? já tem resposta?",
    "preciso de ajuda na 51040",
    "Cancelamento OS 51040, pode seguir?",
    "Tem como ver a situação da Maria Prado OS 51040?",
    "bom dia grupo, mais um pra programar: mudança na rua 7 sexta",
    "alguém pode autorizar o desconto que eu pedi?",
    "Libera a porta lá na CTO 12 pra gente, o técnico tá esperando",
    "Pendências, OS 51040 parada. Agilizem!",
    "Pessoal o contrato 51040 precisa ser encerrado, fiz o pedido ontem",
    "bom dia, alguém pode dar um gás na OS da Maria?",
    "chefia, libera um desconto aí pra cliente do protocolo 88120?",
    "grupo, cancelamento da Maria Prado. Obrigado!",
    "OS 51040 urgente urgente urgente",
    "Preciso de uma resposta sobre o caso que mandei ontem",
    "Maria Prado quer falar com o gestor",
    "Cliente sem internet há 3 dias, pelo amor de deus mandem alguém",
    "OS 51040 tá com problema, vejam por favor o quanto antes",
    "Sobre a OS 51040, Maria Prado, o que eu faço?",
    "pode cancelar a 51040",
    "Liberar sinal OS 51040 por favor, cliente reclamando muito",
    "Maria Prado e João Souza, remarcar os dois pra amanhã pq choveu",
    "Oi pessoal, tudo bem? Fiz um agendamento pra amanhã cedo na Vila Nova, confere pra mim?",
    "Autorizar isenção da taxa, cliente antiga, paga em dia, OS 51040",
    "gente segue OS 51040 Maria Prado",
    "@gestor aprovar por favor",
    "Tá dando erro no sistema pra lançar a OS da dona Maria, alguém mais?",
    "Titularidade da cliente Maria Prado, doc em anexo. Favor concluir até sexta.",
]


def observed(text: str) -> dict[str, object]:
    case = {"internal_requests": [{"at": "2026-03-10T09:10", "customer_id": "k1", "os_id": "51040", "text": text}]}
    return requests.observe(world(case)).row(0, named=True)


def tells_all(found: dict[str, object]) -> bool:
    return all(value for name, value in found.items() if name != "request_id")


@pytest.mark.parametrize("text", COMPLETE)
def test_says_who_which_what_and_why(text: str) -> None:
    assert tells_all(observed(text))


@pytest.mark.parametrize("text", INCOMPLETE)
def test_lacks_a_part(text: str) -> None:
    assert not tells_all(observed(text))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("OS 51040: favor liberar a porta até sexta.", "request_names_customer"),
        ("Maria Prado: favor liberar a porta até sexta.", "request_names_case"),
        ("OS 51040, Maria Prado, até sexta.", "request_names_action"),
        ("OS 51040, Maria Prado, favor liberar a porta.", "request_names_reason"),
    ],
)
def test_names_what_is_missing(text: str, missing: str) -> None:
    found = observed(text)
    assert [name for name, value in found.items() if not value] == [missing]


def test_an_os_is_named_by_the_id_that_people_write() -> None:
    """An import puts its source before every id; in their messages people do not."""
    asked = {"at": "2026-03-10T09:10", "customer_id": "isp_crm:88", "os_id": "isp_crm:a51"}
    for text, named in (("Maria Prado, a51: favor ver", True), ("Maria Prado, a52: favor ver", False)):
        found = requests.observe(world({"internal_requests": [{**asked, "text": text}]}))
        assert found["request_names_case"].to_list() == [named]
