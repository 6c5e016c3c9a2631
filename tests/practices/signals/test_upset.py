"""Who is upset, and what acknowledges it."""

from __future__ import annotations

import polars as pl
import pytest

from practices.signals.lexicon import says
from practices.signals.text import fold
from tests.practices.worlds import signals, signals_of_each

UPSET = [
    "gente, que tipo de empresa é essa?",
    "vcs tao de sacanagem ne",
    "quero falar com um supervisor AGORA",
    "já liguei 5 vezes e cada um fala uma coisa",
    "não é possível que ninguém consiga resolver",
    "eu tô perdendo dinheiro por causa de vocês",
    "vou meter um processo",
    "vou colocar vocês no pau",
    "isso aqui tá um inferno",
    "tô cheia disso já",
    "toda semana a mesma novela",
    "pago certinho todo mês pra ter esse serviço porco",
    "que empresa mais desorganizada",
    "cês são muito enrolados",
    "vou cancelar essa merda",
    "se não resolver hoje eu cancelo",
    "olha, minha paciência tem limite",
    "que beleza hein, mais um dia sem internet",
    'ah tá, "em breve". conheço esse em breve',
    "cadê o técnico que vinha ontem???",
    "ontem ninguém veio, hoje ninguém veio, amanhã ninguém vem também né",
    "me sinto uma palhaça",
    "vocês cobraram errado DE NOVO",
    "tá de brincadeira né",
    "eu exijo uma solução",
    "isso não existe",
    "quero meu dinheiro de volta",
    "é muita falta de consideração",
    "vou denunciar",
    "nunca vi atendimento tão ruim",
    "vcs só querem saber de cobrar",
    "na hora de cobrar são rapidinhos né",
    "tô muito chateada com vocês",
    "você não tá entendendo, eu trabalho com isso, não posso ficar sem",
    "ah pronto, era só o que faltava",
    "olha que maravilha, agora nem telefone pega",
    'aham, sei, sempre "a equipe tá a caminho"',
    "isso é um descalabro",
    "tão me fazendo de trouxa",
    "já tô perdendo a cabeça",
    "ninguém se responsabiliza por nada aí",
    "socorro, ninguém me responde nesse negócio",
    "vocês não têm um pingo de respeito",
    "faz um mês que é essa lenga-lenga",
    "não vou pagar por um serviço que não uso",
    "brincadeira isso aí viu",
    "acho um desaforo",
    "é revoltante",
    "se fosse pra vender plano já tinham atendido",
    "olha aqui, eu não tenho o dia todo",
    "que demora pra atender, credo",
    "vcs me tratam feito cachorro",
    "ninguem dá a mínima",
    "quem vai me ressarcir?",
    "tô de mãos atadas por causa de vocês",
    "é a última chance que dou",
    "vou rescindir o contrato hj msm",
    "QUERO RESPOSTA",
    "to p* da vida com vcs",
    "outra vez?? ah não",
    "muito obrigado pela palhaçada",
    "não dá pra confiar em vocês",
    "vcs são rápidos só pra cortar",
    "quantas mentiras mais vão contar?",
]
CALM = [
    "oi, minha internet caiu faz uma hora",
    "boa tarde, queria a segunda via do boleto",
    "tá lenta demais hoje, o que será?",
    "o técnico ficou de vir hoje de tarde, ele vem mesmo?",
    "ué, a conta veio diferente esse mês",
    "o wifi não chega no quarto dos fundos",
    "oi tudo bem? queria saber do meu pedido",
    "sim, já reiniciei e nada",
    "não deu certo, continua vermelha",
    "tô sem internet desde ontem à noite",
    "qual a previsão de voltar?",
    "preciso cancelar porque vou mudar de cidade",
    "quanto fica pra trocar de endereço?",
    "ah entendi, obrigada",
    "que pena, mas tudo bem",
    "nossa, que rápido!",
    "vocês atendem no bairro novo?",
    "meu filho tem prova amanhã, dá pra ser hoje?",
    "a fatura veio com 20 reais a mais, pode ver pra mim?",
    "já paguei o boleto, tá aqui o comprovante",
    "eita, tem multa? não sabia",
    "poxa, amanhã não posso",
    "aff caiu de novo",
    "quero trocar de plano, o meu tá caro",
    "acho que o cabo rompeu com a chuva",
    "não tô conseguindo acessar o aplicativo",
    "demorou um pouco mas chegou",
    "então tá bom, fico no aguardo",
    "esse negócio de fidelidade como funciona?",
    "o menino que veio instalar foi ótimo",
    "boa noite, meu plano é de 300 e no teste dá 40",
    "oi, tudo bem? caiu de novo aqui em casa",
    "então moça, o técnico veio e trocou o cabo mas a tv ainda trava um pouco",
    "ah que bom!! obrigada!!",
    "moça, uma dúvida: o boleto vence quando?",
    "minha mãe tá sem telefone também, é a mesma linha?",
    "já faz 3 dias que a luz fica vermelha, o que pode ser?",
    "meu trabalho é em casa, preciso que seja hoje se der",
    "ok. e a taxa, como fica?",
    "pode deixar, eu aviso o porteiro",
    "ainda não voltou, continua igual",
    "vi na fatura uma cobrança que não conheço",
    "tá bom então, espero até amanhã",
    "não sei mexer nessas coisas, meu filho é que sabe",
    "oiii bom dia!! quero contratar",
]
ACKNOWLEDGES = [
    "Nossa, dona Lúcia, ninguém merece passar por isso.",
    "O senhor está certíssimo, isso não podia ter acontecido.",
    "Puxa, três dias é demais mesmo.",
    "Deixa comigo, vou atrás disso agora.",
    "Eu entendo perfeitamente sua indignação.",
    "Assumo daqui pra frente, tá?",
    "Realmente ficou feio pro nosso lado.",
    "Te peço desculpa em nome de todos.",
    "Vou abrir como urgência e acompanho até resolver.",
    "A senhora tem todo o direito de estar brava.",
    "Que transtorno, seu Paulo. Vamos resolver hoje ainda.",
    "Dá pra entender o seu cansaço.",
    "Já estou em contato com a equipe pra te dar uma resposta agora.",
    "Sei bem como é chato ficar na mão.",
    "Não tiro sua razão.",
    "Também ficaria irritada no seu lugar.",
    "É revoltante mesmo.",
    "Foi mal, a gente pisou na bola.",
    "Eu ouvi tudo e a senhora não vai precisar repetir.",
    "Gente, que coisa chata, dona Rita.",
    "O senhor não precisava passar por isso, de verdade.",
    "Me coloco no seu lugar.",
    "Pode ter certeza que vou até o fim com isso.",
    "Erramos feio com o senhor.",
    "Vou te dar uma posição ainda hoje, pode me cobrar.",
    "Sua bronca é justa.",
    "Já chamei o supervisor aqui do meu lado pra liberar.",
    "Fiquei triste de ler o que aconteceu.",
    "Uma semana sem internet não dá mesmo, né?",
    "Tô contigo nessa, bora resolver.",
    "Lamento de coração, seu Jorge.",
]
SCRIPT = [
    "Informe o CPF do titular, por favor.",
    "Aguarde na linha.",
    "Seu protocolo é 20269911.",
    "O prazo é de até 5 dias úteis.",
    "O técnico será enviado conforme disponibilidade.",
    "Consta que o técnico esteve no local.",
    "A taxa está prevista em contrato.",
    "Ok. Mais alguma coisa?",
    "Nossa equipe está trabalhando para normalizar.",
    "Qual o seu endereço?",
    "Entendi. Vou transferir para o setor responsável.",
    "Sua solicitação foi registrada.",
    "Pedimos a compreensão.",
    "O sistema está fora, tente mais tarde.",
    "O sinal está normal aqui.",
    "Certo, qual o número do contrato?",
    "Vou estar verificando no sistema.",
    "A equipe técnica irá ao local em até 72 horas.",
    "Não há previsão.",
    "O desconto só é aplicado após análise.",
    "Senhora, o procedimento é esse.",
]


REPROACHES = [
    "faz 3 dias que espero e nada",
    "tô ligando desde as sete da manhã, moça, desde as sete",
    "estou há quatro dias sem internet e ninguém faz nada",
    "perdi uma entrevista de emprego por conta dessa internet",
]


def upset_ones(texts: list[str]) -> list[str]:
    """Those of the texts that show an upset customer."""
    found = signals_of_each([[("customer", text), ("agent", "Um momento.")] for text in texts], "upset")
    return [text for text, upset in zip(texts, found, strict=True) if upset]


def test_upset() -> None:
    assert upset_ones(UPSET) == UPSET


def test_calm() -> None:
    assert upset_ones(CALM) == []


@pytest.mark.parametrize("text", ACKNOWLEDGES)
def test_acknowledges(text: str) -> None:
    assert pl.select(says("acknowledges", pl.lit(fold(text))) | says("takes_charge", pl.lit(fold(text)))).item()


@pytest.mark.parametrize("text", SCRIPT)
def test_script(text: str) -> None:
    assert not pl.select(says("acknowledges", pl.lit(fold(text))) | says("takes_charge", pl.lit(fold(text)))).item()


def test_two_lesser_signs_make_one_upset() -> None:
    once = ("customer", "podiam ter avisado né")
    twice = ("customer", "perdi o dia de serviço")
    answer = ("agent", "Um momento.")
    assert not signals(once, answer)["upset"]
    assert signals(once, answer, twice, answer)["upset"]


def test_a_menu_answer_in_capitals_is_no_shouting() -> None:
    assert not signals(("customer", "CANCELAMENTO"), ("agent", "Um momento."))["upset"]
    assert signals(("customer", "EU QUERO MINHA INTERNET"), ("agent", "Um momento."))["upset"]


def test_anger_after_the_last_answer_cannot_be_answered() -> None:
    assert not signals(("agent", "Um momento."), ("customer", "que palhaçada"))["upset"]


def test_the_formula_of_the_house_acknowledges_nothing() -> None:
    found = signals(("customer", "isso é um absurdo"), ("agent", "Pedimos desculpas pelo transtorno."))
    assert found["upset"]
    assert not found["acknowledged"]


def test_a_reproach_said_once_and_calmly_is_not_yet_upset() -> None:
    assert upset_ones(REPROACHES) == []


def test_a_reproach_that_exclaims_is_upset() -> None:
    exclaimed = [f"{text}!" for text in REPROACHES]
    assert upset_ones(exclaimed) == exclaimed


def test_laughing_together_after_an_apology_is_not_cold() -> None:
    angry = [("customer", "CADE A INTERNET, isso é um absurdo"), ("agent", "Entendo, vou resolver isso agora.")]
    calm = [*angry, ("customer", "voltou, desculpa os gritos"), ("agent", "Desculpado kkk")]
    still = [*angry, ("customer", "voltou nada, que palhaçada"), ("agent", "Calma kkk")]
    assert signals(*calm)["cold_references"] == []
    assert len(signals(*still)["cold_references"]) == 1


def test_saying_the_same_thing_again_with_an_exclamation_is_upset() -> None:
    told = ("customer", "o fio da rua arrebentou no portão da garagem")
    again = ("customer", "moça, o fio arrebentou no portão!")
    answer = ("agent", "Reinicie o aparelho.")
    assert not signals(told, again, answer)["upset"]
    assert signals(told, answer, again, answer)["upset"]
