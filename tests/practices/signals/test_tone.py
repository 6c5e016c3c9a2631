"""What is rude, what is only plain; bare answers; what the customer's reaction tells."""

from __future__ import annotations

import polars as pl
import pytest

from practices.signals.lexicon import says
from practices.signals.text import fold
from tests.practices.worlds import signals

HARSH = [
    "Olha senhora, eu tenho uma lista enorme aqui, a senhora precisa colaborar.",
    "Não sei de onde o senhor tirou isso.",
    "Ué, mas o senhor não sabe nem o nome do próprio plano?",
    "Já respondi essa pergunta.",
    "Isso a senhora devia ter visto antes de contratar.",
    "A senhora quer que eu faça o quê?",
    "Eu não posso fazer nada se o seu aparelho é velho.",
    "Se o senhor ficar me interrompendo, não vai dar.",
    "Deixa eu falar?",
    "Vai ter que esperar como todo mundo.",
    "Não é assim que as coisas funcionam, meu amigo.",
    "O sistema não mente, senhor.",
    "Eu só trabalho aqui.",
    "Aí já não é comigo.",
    "Se fosse tão urgente tinha ligado antes.",
    "Ninguém mandou atrasar a conta.",
    "Não vou ficar discutindo isso.",
    "Você tá ouvindo o que eu falo?",
    "Que parte do não você não entendeu?",
    "Senhora, pelo amor de Deus, é só apertar um botão.",
    "Não é possível que o senhor não consiga fazer isso.",
    "Lê a mensagem que eu mandei, tá tudo lá.",
    "Tá tudo escrito aí, é só ler.",
    "Eu já te falei que não dá.",
    "Quem não paga fica sem internet, simples assim.",
    "Então pague em dia que não acontece.",
    "Não grita comigo não.",
    "Com essa educação fica difícil te ajudar.",
    "Quer cancelar, cancela.",
    "Pode cancelar, não vai fazer falta.",
    "Tem gente com problema de verdade esperando.",
    "O técnico não é seu empregado.",
    "Vocês acham que é só estalar os dedos.",
    "Aff, de novo?",
    "Acho que o senhor não está raciocinando.",
    "Meu Deus, é a quinta vez que explico.",
    "Só falta querer que eu vá aí.",
    "Não tenho culpa se a senhora não sabe mexer.",
    "Deve ser a senhora que está fazendo errado.",
    "O problema é aí na sua casa, se vira com um eletricista.",
    "E daí que é cliente antigo?",
    "Tá reclamando de barriga cheia.",
    "Bom, aí é problema de quem perdeu o boleto.",
    "Não vou perder meu tempo.",
    "Vou falar bem devagar pra ver se entende.",
    "Ah, coitado.",
    "Nossa, que urgência toda é essa?",
    "Senhor, não fui eu que instalei o seu aparelho.",
    "Você sabe ler? Então lê a última mensagem.",
    "Isso qualquer criança resolve.",
    "Tá, e eu com isso?",
    "A senhora não cansa de ligar, não?",
    "Meu amigo, internet cai, é normal.",
    "Acha ruim? Muda de operadora.",
    "Para de mandar mensagem que eu já vi.",
    "Uma coisa de cada vez, por favor, que eu não sou duas.",
    "Não tenho como adivinhar o que se passa aí.",
    "Vai continuar insistindo nisso?",
    "Não vem com essa pra cima de mim.",
    "Toda semana é o senhor de novo.",
    "Se a senhora não sabe o que quer, fica difícil.",
    "Senhora, a senhora tá me escutando ou não?",
    "Eu não ganho pra isso.",
    "Não adianta ficar nervosinho.",
    "Se acalma aí, cidadão.",
    "Bom, azar o seu.",
    "Isso aí é coisa da sua cabeça.",
    "O erro foi de vocês, não nosso.",
    "Só um lembrete: quem assinou foi a senhora.",
    "Meu filho, o mundo não gira em torno de você.",
    "Pedi o CPF, não a sua história de vida.",
]
PLAIN = [
    "Boa tarde, dona Lúcia! Já vi aqui o seu caso.",
    "Pode deixar que eu aviso o técnico.",
    "O problema está na caixa da rua, não é na sua casa.",
    "Não precisa se preocupar, a visita não tem custo.",
    "Eu já falei com a equipe e eles passam amanhã cedo.",
    "Se o senhor não estiver em casa, alguém maior de idade pode receber.",
    "Não consigo liberar hoje, mas amanhã às 8h eu libero.",
    "O senhor tem razão, devíamos ter avisado antes.",
    "Esse valor é da taxa de mudança, que vem só uma vez.",
    "Você pode desligar da tomada e ligar de novo, por favor?",
    "Só um minutinho que vou olhar aqui.",
    "A fatura vence dia 10, se preferir pago depois também dá.",
    "Entendi, então a luz fica vermelha só à noite?",
    "Quem vai é o Ricardo, ele liga antes de chegar.",
    "Posso te ajudar em algo mais?",
    "A senhora consegue ver se o cabo está bem encaixado?",
    "Não entendi bem, a senhora pode me explicar de novo?",
    "Já expliquei a situação pro meu supervisor e ele autorizou o desconto.",
    "Como eu te falei, amanhã cedo o técnico passa aí.",
    "O contrato que o senhor assinou em março tem fidelidade de 12 meses.",
    "Infelizmente hoje não tem mais vaga na agenda.",
    "Calma que já vai voltar, estou reiniciando daqui.",
    "Claro que sim, dona Ana!",
    "Claro, senhor, já anoto.",
    "É só me mandar uma foto da conta que eu resolvo.",
    "Pode reclamar comigo mesmo, estou aqui pra isso.",
    "Quanto tempo faz que caiu?",
    "Olha, vou ser sincera: não compensa trocar de plano.",
    "Você prefere de manhã ou de tarde?",
    "Isso é erro nosso, vou corrigir.",
    "Fica à vontade pra me chamar se precisar.",
    "Ninguém merece ficar sem internet no fim de semana, né?",
    "Paciência que falta pouco, já está em 90%.",
    "Nossa, que bom que voltou!",
    "Se não gostar do lugar, a gente muda de novo sem custo.",
    "O senhor quer que eu agende para sábado?",
    "Vocês usam mais pra quê, jogo ou série?",
    "Tem mais dois clientes na sua rua com o mesmo problema, então é a rede mesmo.",
    "Parabéns pela aprovação!",
    "kkkk adorei, seu neto é esperto",
]


@pytest.mark.parametrize("text", HARSH)
def test_harsh(text: str) -> None:
    assert pl.select(says("harsh", pl.lit(fold(text)))).item()


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    assert not pl.select(says("harsh", pl.lit(fold(text)))).item()


def test_a_protest_of_the_customer_makes_the_message_before_harsh() -> None:
    found = signals(("customer", "que horas?"), ("agent", "Quando chegar."), ("customer", "não precisa falar assim"))
    assert found["harsh_kind"] == "protested"
    assert found["harsh_references"] == ["message:c1:1"]


def test_a_complaint_about_the_technician_is_no_protest_against_the_agent() -> None:
    found = signals(("agent", "O que houve?"), ("customer", "o técnico foi muito grosso comigo"))
    assert found["harsh_kind"] is None


def test_laughing_with_a_customer_is_no_harm_and_at_an_angry_one_is() -> None:
    assert signals(("customer", "meu neto espalhou a senha"), ("agent", "kkkk acontece"))["harsh_kind"] is None
    assert signals(("customer", "isso é um absurdo"), ("agent", "kkkk acontece"))["harsh_kind"] == "cold"


def test_bare_answers_with_one_courtesy_are_not_curt() -> None:
    bare = [("customer", "caiu"), ("agent", "visita"), ("customer", "quando?"), ("agent", "amanhã")]
    assert signals(*bare)["harsh_kind"] == "curt"
    assert signals(*bare, ("agent", "Boa tarde, obrigada!"))["harsh_kind"] is None
