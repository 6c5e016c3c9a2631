"""What promises a return and what does not, and until when it is promised."""

from __future__ import annotations

from datetime import datetime

import pytest

from practices.signals.promises import promises
from tests.practices.worlds import world

PROMISED = [
    "Vou verificar com o financeiro e te retorno ainda hoje.",
    "Vou estar verificando e já te chamo",
    "Assim que tiver novidade eu te aviso, tá?",
    "Pode deixar que eu te ligo amanhã cedinho com a resposta.",
    "Nosso setor de cobrança vai entrar em contato em até 48h.",
    "A equipe de rede retorna pra você até sexta.",
    "Fico de te dar uma resposta até segunda-feira.",
    "Até o final da tarde a gente te dá um retorno.",
    "Retornaremos o contato em até 2 dias úteis.",
    "O supervisor liga pro senhor amanhã.",
    "Vou falar com meu gestor e amanhã lhe digo se deu certo.",
    "Me dá até as quatro da tarde que eu te retorno.",
    "Quando sair a liberação eu te mando mensagem aqui.",
    "Aguarde nosso contato até quinta, por favor.",
    "Daqui a pouco eu te chamo de volta com a posição.",
    "Eu mesma te ligo terça de manhã pra contar como ficou.",
    "Vou abrir o chamado e volto a te chamar assim que responderem.",
    "A senhora vai receber uma ligação do comercial em até 24 horas.",
    "Deixa comigo, até meio-dia te passo uma posição.",
    "vou cobrar a equipe e te dou um alô à tarde",
    "O pessoal do financeiro te responde por aqui até amanhã",
    "Prometo que te ligo hoje ainda.",
    "Entraremos em contato assim que houver vaga.",
    "Vou levar isso pra coordenação e lhe dou retorno em dois dias úteis.",
    "Amanhã de manhã eu escrevo pra senhora contando o que decidiram.",
    "Segunda-feira eu confirmo com o senhor o horário.",
    "Anotei aqui, te mando a resposta do técnico até as 18h.",
    "Beleza, assim que o técnico me passar eu já te comunico.",
    "Vamos fazer o seguinte: eu cobro eles agora e te retorno em meia hora.",
    "Vou encaminhar pro setor responsável, eles te chamam em até um dia útil.",
    "Tá, anota meu ramal, e amanhã às nove eu ligo de volta pra senhora.",
    "Deixa eu confirmar com a logística, te respondo até o fim do dia",
    "Pode ficar tranquila que até quarta eu te mando uma posição.",
    "Nosso time vai analisar e retornar o contato em até 72 horas.",
    "Eu vou acompanhar e hoje à noite te falo como ficou.",
    "Quando o sistema voltar eu lhe chamo.",
    "A gente vai te avisar assim que normalizar.",
    "Você será avisado por mensagem quando o reparo terminar.",
    "Peço que aguarde o retorno do financeiro em até 3 dias úteis.",
    "Eu te procuro na segunda com a resposta do gestor.",
    "Vou registrar e a ouvidoria entra em contato com a senhora.",
    "Vou checar se tem vaga e já volto a falar contigo.",
    "Me comprometo a te ligar amanhã.",
    "Tô com isso na mão e te dou resposta amanhã sem falta.",
    "Sexta eu te confirmo se o encaixe deu certo.",
    "O senhor aguarda que eu retorno a ligação ainda hoje, tá bom?",
    "vou ver c o chefe e te falo dps",
]
NOT_PROMISED = [
    "Vou dar uma olhada aqui.",
    "Deixa eu ver isso pra você.",
    "O técnico te liga meia hora antes de chegar.",
    "Qualquer coisa me chama por aqui.",
    "Se precisar, retorna o contato com a gente.",
    "Desliga o roteador da tomada, espera um minuto e liga de novo.",
    "Te informo que a taxa é de R$ 40,00.",
    "Eles avisam quando estiverem a caminho.",
    "O sinal volta até amanhã às 10h.",
    "Posso te ligar amanhã?",
    "Estou te retornando sobre o boleto.",
    "Eu te falei ontem que a multa era essa.",
    "Não consigo te ligar hoje.",
    "Assim que a visita terminar, a internet volta a funcionar.",
    "O senhor pode ligar pra gente amanhã a partir das 8h.",
    "Confirma pra mim o endereço até amanhã?",
    "Vou falar com o técnico amanhã.",
    "Me manda o comprovante até sexta.",
    "A fatura chega por e-mail até o dia 5.",
    "Bom dia! Retorno sobre o seu chamado: o reparo foi concluído.",
    "Te explico: a fidelidade vai até novembro.",
    "Conforme te avisei ontem, a visita é amanhã.",
    "A gente confirma o pagamento na hora, não precisa esperar.",
    "O técnico vai te ligar quando estiver saindo daqui.",
    "Vou te passar para o setor de cobrança, um momento.",
    "Te mando o boleto por e-mail agora.",
    "Se cair de novo, você liga pra gente que eu mando técnico.",
    "Vou te explicar como funciona a multa.",
    "A internet volta ainda hoje, até as 18h.",
    "Já te mandei o protocolo.",
    "Vou anotar aqui sua reclamação.",
    "Então amanhã às 14h o técnico está aí.",
    "Posso confirmar a visita pra amanhã?",
    "Só um instante que estou consultando.",
    "Fico à disposição, qualquer dúvida nos chame.",
    "A equipe vai até sua casa amanhã cedo.",
    "O senhor me avisa se voltar a cair?",
    "Vou cancelar aqui e o aparelho a gente recolhe na sexta.",
    "Você recebe a fatura nova até o dia 10.",
    "O desligamento sai em até cinco dias úteis.",
    "Vou ver o que consigo fazer.",
    "Não precisa ligar de novo, já está resolvido.",
    "Vou pedir pra equipe ir aí hoje.",
    "Ele vai chamar no portão amanhã.",
    "A gente fala com o técnico e ele vai aí segunda.",
]


def said(text: str, *after: tuple[str, str]) -> list[dict[str, object]]:
    return promises(world({"messages": [("customer", "Oi"), ("agent", text), *after]})).to_dicts()


@pytest.mark.parametrize("text", PROMISED)
def test_promises_a_return(text: str) -> None:
    assert [one["position"] for one in said(text)] == [1]


@pytest.mark.parametrize("text", NOT_PROMISED)
def test_promises_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Te ligo até as 17h.", datetime(2026, 3, 10, 17)),
        ("Amanhã até meio-dia te escrevo com a decisão.", datetime(2026, 3, 11, 12)),
        ("Em quarenta e oito horas eu ligo pro senhor.", datetime(2026, 3, 12, 9, 1)),
        ("Retornamos em até 2 dias úteis.", datetime(2026, 3, 12, 23, 59, 59)),
        ("A obra termina quinta, 12/03. Na sexta até as 18h te chamo.", datetime(2026, 3, 13, 18)),
        ("Assim que sair eu te aviso.", None),
        ("Te dou um retorno. Prazo de até 24 horas.", datetime(2026, 3, 11, 9, 1)),
    ],
)
def test_due_is_read_from_the_words(text: str, due: datetime | None) -> None:
    assert said(text)[0]["told_due"] == due


def test_hold_that_is_resolved_in_the_talk_is_none() -> None:
    resolved = ("agent", "Pronto, achei: o boleto certo é o de R$ 89,90, cancelei o outro.")
    assert said("Um minutinho, vou verificar e já te falo.", ("customer", "ok"), resolved) == []


def test_hold_that_is_never_resolved_is_one() -> None:
    assert (
        said("Vou verificar e já te chamo.", ("customer", "ok"), ("agent", "Obrigada pelo contato, boa tarde!")) != []
    )


def test_later_words_about_something_else_resolve_nothing() -> None:
    later = ("agent", "Não, o senhor não paga duas vezes, fique tranquilo.")
    assert said("Até as 18h eu ligo pro senhor dizendo qual vale.", ("customer", "e se eu pagar?"), later) != []


def test_the_same_promise_twice_is_one() -> None:
    assert len(said("Te ligo amanhã.", ("customer", "certeza?"), ("agent", "Sim, amanhã eu te ligo."))) == 1


def test_bots_promise_nothing() -> None:
    found = promises(world({"messages": [("bot", "Em breve um atendente entrará em contato com você.")]}))
    assert found.is_empty()
