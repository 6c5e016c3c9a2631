"""Technical problems, and what was known before a solution was proposed."""

import pytest

from tests.practices.worlds import signals

VISIT = ("agent", "Vou mandar um técnico aí.")


@pytest.mark.parametrize(
    "text",
    [
        "deu pau na internet",
        "tá dando erro na tv, diz sem rede",
        "o wifi no quarto do guri é, é muito fraco",
        "fico caindo da reunião toda hora",
        "cachorro roeu o cabo",
    ],
)
def test_technical_problem(text: str) -> None:
    assert signals(("customer", text), VISIT)["technical_problem"]


@pytest.mark.parametrize(
    "text",
    [
        "quero mudar o ponto da sala pro quarto",
        "vocês bloquearam minha internet por causa do boleto",
        "o técnico não veio",
        "preciso trocar a senha do wifi",
    ],
)
def test_no_technical_problem(text: str) -> None:
    assert not signals(("customer", text), VISIT)["technical_problem"]


def test_a_question_for_data_is_no_question_about_the_situation() -> None:
    problem = ("customer", "minha internet caiu")
    assert not signals(problem, ("agent", "Qual o CPF do titular?"), VISIT)["asked_before_proposing"]
    assert signals(problem, ("agent", "Como estão as luzes do aparelho?"), VISIT)["asked_before_proposing"]


def test_a_question_after_the_proposal_comes_too_late() -> None:
    found = signals(("customer", "minha internet caiu"), VISIT, ("agent", "Como estão as luzes do aparelho?"))
    assert not found["asked_before_proposing"]


def test_who_turns_to_support_has_a_problem_in_whatever_words() -> None:
    found = signals(("customer", "tá um deus nos acuda aqui em casa"), ("agent", "Vou mandar um técnico aí."))
    assert found["technical_problem"]
    assert found["solution_proposed"]
