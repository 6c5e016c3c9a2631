"""Which notes tell what was asked, what was done and what the customer answered, and which leave a part out."""

from __future__ import annotations

import pytest

from practices.signals import notes
from tests.practices.worlds import world

COMPLETE = [
    "Cliente relatou lentidão no wifi do quarto. Orientei a trocar o canal, testou e melhorou.",
    "Sem conexão desde ontem. Reset feito, não voltou. Visita marcada p/ 12/05, cliente de acordo.",
    "Pediu 2ª via. Enviei por e-mail, confirmou recebimento.",
    "Quer mudar vencimento p/ dia 20. Alterado. Ok da cliente.",
    "Solicita troca de titularidade p/ esposa. Expliquei taxa de R$ 50, vai pensar e retorna.",
    "Dona Marta ligou reclamando de queda à noite; testei o sinal, normal, ofereci visita na sexta e ela recusou.",
    "Contestou cobrança. Analisado e estornado R$ 30. Agradeceu.",
    "Luz vermelha. Técnico agendado amanhã 9h, aceitou.",
    "Upgrade p/ 600 mega solicitado. Informado novo valor 129,90. Fechou.",
    "Cliente sem acesso após chuva. Passei procedimento de reinício, sem sucesso. Escolheu visita de sábado cedo.",
    "Mudança p/ Rua das Flores 10. Taxa 90 informada. Aceita, pediu quinta-feira.",
    "Titular quer cancelar por preço; ofereci desconto 15%, manteve a decisão. Pedido no grupo.",
    "Quer trocar a senha. Trocada remoto. Testou, ok.",
    "Reclamou de atraso na instalação. Pedi desculpas e remarquei 14/08 8h. Concordou, vai deixar a mãe em casa.",
    "Cliente perguntou sobre fidelidade. Esclareci que acaba em março, ela vai aguardar até lá.",
    "Roteador piscando laranja, orientado reset, sem êxito. Agendado 10/06 14h c/ autorização do cliente.",
    "Tv box não abre o app; reinstalado via acesso remoto, usuário confirmou imagem.",
    "Seu João quer levar o ponto pro quarto. Passei o valor de 60 reais, achou salgado mas topou. Vai ser dia 03/07.",
    "Solicitado desconto por dias parados; concedido R$ 25 na próxima fatura, cliente satisfeito.",
    "Cliente pede prorrogação do boleto. Prazo dado até 15/05, disse que paga nesse dia.",
    "Ligação caindo no fixo, troquei o perfil da linha, ela ligou de volta e disse que parou.",
    "Portão/câmera offline. Abri porta no roteador, cliente viu a imagem no celular e liberou encerrar.",
    "Dona Ivete sem net desde o temporal. Vi queda na região, previsão 18h, ela disse que espera.",
    "Cliente pediu troca do roteador por ser antigo; avisei que não há custo e ele quis para segunda.",
    "TV trava à noite. Mudei o canal do wifi; agora sem travar segundo a cliente.",
    "Solicitou cancelamento (mudança p/ Portugal). Multa R$ 200 explicada, pagará à vista.",
    "Pede visita pq luz PON apagada. Encaixado hj 15h. Ciente e de acordo.",
    "Cobrança de instalação em dobro. Abati na próxima. Ele ficou grato.",
    "Marlene quer o ponto no quarto; R$ 70, achou justo, dia 5 às 9h.",
    "Reportou lentidão. Teste deu 480 mega no cabo, expliquei limite do celular, entendeu.",
    "Falta de sinal no quintal. Sugeri repetidor R$ 199, disse que vai pensar.",
    "Cliente queria desconto. Neguei, ofereci plano menor, recusou e segue como está.",
    "Instalação atrasada. Pedi desculpas, dei 2 opções de data, ficou com 14/07.",
    "Não consegue acessar o app do banco. Troquei o DNS, funcionou, cliente confirmou no ato.",
    "Oscilação desde terça; reset remoto e melhora; ficou de observar até amanhã.",
    "Pedro relata fio caído na calçada. Acionei plantão, chega 20h; ele vai isolar com cadeira.",
    "Rescisão pedida por falecimento do titular. Orientei enviar certidão; filha mandou por e-mail.",
    "quer mudar p/ 700, passei 139,90, fechado p/ dia 12",
    "Wifi fraco 2º andar. Propus mover roteador p/ escada; moveu e subiu p/ 3 barras.",
    "Titularidade p/ nome do filho, docs ok, taxa 40 aceita.",
    "Sra. Neusa sem telefone. Testei ramal, mudo. Visita 09/10 8h, ela topa.",
    "Cliente reclama da fatura; conferido, é proporcional, expliquei e concorda em pagar.",
    "Queda após obra na rua. Enviado tec. Morador acompanhou e aprovou o reparo.",
    "Deseja pausar contrato 60 dias. Lançada suspensão a partir de 01/09 conforme ele pediu.",
    "Cliente informou internet caindo à tarde. Feito reset da porta e orientado observar por 24h, concordou.",
    "Atendido Sr. Mário: 2a via por zap, já pagou e mandou comprovante.",
    "Titular solicita mudança de endereço p/ Av. Brasil 200. Viabilidade ok, taxa R$ 90 passada, autorizou.",
    "Pediu p/ não cancelar mais. Dado desconto 10% 6 meses. Agradeceu e ficou.",
    "Cobrou a visita de ontem. Equipe furou por chuva. Remarquei hj 16h, vai esperar na loja.",
    "Bloqueio indevido, pix caiu ontem. Desbloqueei na hora. Navegando, segundo ele.",
    "Quer 2 pontos de TV. Orcei R$ 120. Achou caro, não quis.",
    "Pergunta por que veio juros. Expliquei vencimento dia 5 x pagamento dia 9. Aceitou.",
    "D. Cida diz que o técnico não apareceu. Pedi desculpas, nova data 19/06 13h, ela concorda.",
    "Loja sem maquininha. Prioridade pedida, tec saiu 14h20. Gerente ciente e aguardando.",
    "Gerado acordo 3x 80 a pedido da cliente, que confirmou as datas.",
    "Solicitado cancelar por mudança. Ofereci levar p/ endereço novo, sem cobertura. Mantém o pedido p/ 30/06.",
    "Internet lenta p/ jogo. Testes ok (ping 12). Mostrei resultado, ele quer testar com cabo e avisa.",
    "Mudança de cômodo agendada 03/02 manhã, R$ 60 informado e aceito pela esposa.",
    "Falei com Sandra sobre a fatura de maio. Isentei juros. Vai pagar hoje.",
    "Reclamação de sujeira deixada pelo técnico. Desculpas pedidas e limpeza oferecida; dispensou.",
]
INCOMPLETE = [
    "ok",
    "feito",
    "cliente ciente",
    "resolvido",
    "agendado",
    "Visita agendada para 10/05",
    "Realizado procedimento padrão. Cliente orientado.",
    "Cliente chato, quer tudo na hora. Marquei visita, aceitou.",
    "Atendimento realizado com sucesso. Cliente satisfeito",
    "Liguei pro cliente. Tudo ok.",
    "Sem sinal. Verificar.",
    "Cliente ligou, resolvido por telefone.",
    "instalação concluída",
    "internet lenta",
    "Cliente quer cancelar.",
    "Cliente entrou em contato e foi atendido conforme procedimento. Demanda encaminhada.",
    "Troca de endereço. Lançada taxa de 90.",
    "upgrade feito",
    "Encaminhado ao setor responsável para providências.",
    "Cliente grosso, xingou e desligou. Quer visita amanhã. agendei, aceitou",
    "Titular sem noção, quer isenção da multa. Neguei e ele não aceitou.",
    "os aberta para visita. aguardar técnico",
    "Segue para análise. Cliente aguarda.",
    "Cliente reclama que cai toda hora e que não aceita mais esperar",
    "Passado para a equipe de campo, sem mais",
    "Tentei contato, sem sucesso.",
    "reparo ok, cliente ok",
    "Verificado sinal, dentro do padrão. Encerrado.",
    "Pedido de retirada do equipamento, agendado p/ sexta com a equipe do Marcos",
    "Cliente é leigo e não sabe nem ligar o aparelho, perdi 40 min. Agendado dia 12, aceitou.",
    "visita 12/10",
    "sem net",
    "tec vai amanhã",
    "cliente ligou reclamando",
    "verificado e orientado",
    "Cliente quer upgrade. Lançado.",
    "Sem conexão, luz vermelha. Aberta OS p/ visita 11/11 tarde.",
    "mudança endereço ok grupo avisado",
    "Troca de plano conforme solicitado.",
    "Cliente insatisfeito. Passado pro setor.",
    "cancelamento solicitado",
    "Instalar ponto novo 14/02, levar 30 m de cabo",
    "resolvido por tel",
    "Atendido. Nada mais a declarar.",
    "cliente estressadinho, marquei pra amanhã e ele aceitou, internet lenta",
    "lentidão, reset, ok",
    "conforme combinado com cliente",
    "Tel. para contato 99911-2233. Casa azul, portão branco.",
    "Sinal baixo na CTO, trocar conector. Agendado equipe B.",
    "Cancelamento por preço. Enviado grupo. Aguardando.",
    "Retirar equipamento sexta. Cliente trabalha, deixar recado.",
    "Cliente quer mudar o roteador de lugar, marquei dia 8.",
    "Vencimento alterado p/ 15",
    "Liguei 3x",
    "sr. joão é um pé no saco, sempre a mesma coisa. visita dia 8 aceita",
    "Cliente relata queda. Visita 12/08.",
    "Reclamação de lentidão registrada.",
    "Instalação 500 mega. Levar roteador novo. Casa de esquina.",
    "Informado prazo de 48h.",
    "Cliente ligou para saber da visita.",
    "troca feita",
    "Cliente em débito, negociado.",
    "Agendei c/ equipe Norte 07/07 14h.",
    "Roteador queimado. Trocar.",
    "Pedido aberto, aguardando retorno do setor.",
    "orientado a reiniciar. encerrado",
    "visita improdutiva, reagendar",
    "ligou de novo, mesma coisa",
    "Mudança p/ rua Sete. Viabilidade conferida, agendado 15/05.",
    "Contato feito. Cliente ok.",
    "internet voltou, fechando",
    "Cancelar contrato 30/06, recolher onu.",
    "titular confirmou dados",
    "Upgrade 300>600, R$ 119,90, ativo amanhã",
    "solicitou segunda via, enviada por e-mail",
    "Cliente quer desconto, passado ao gestor.",
    "Cliente surtou no telefone. Reagendei p/ sexta e aceitou. Sem sinal ainda.",
    "retorno do tec: cabo partido, trocado",
]


def observed(*texts: str, author: str = "a1", kind: str = "note") -> dict[str, object]:
    order = {"os_id": "1", "kind": "repair", "opened_at": "2026-03-10T09:00"}
    events = [
        {"os_id": "1", "at": f"2026-03-10T09:{number:02}", "author": author, "kind": kind, "text": text}
        for number, text in enumerate(texts)
    ]
    return notes.observe(world({"service_orders": [order], "os_events": events})).row(0, named=True)


def tells_all(found: dict[str, object]) -> bool:
    parts = (found["note_tells_asked"], found["note_tells_done"], found["note_tells_answer"])
    return all(parts) and not found["note_judges"]


@pytest.mark.parametrize("text", COMPLETE)
def test_tells_all_three(text: str) -> None:
    assert tells_all(observed(text))


@pytest.mark.parametrize("text", INCOMPLETE)
def test_leaves_something_out_or_judges(text: str) -> None:
    assert not tells_all(observed(text))


TAKEN_FOR_COMPLETE = [
    "Cliente sem internet. Agendado técnico 12/05 manhã.",
    "Mudança de cômodo p/ escritório, agendado 12/04 tarde. Taxa 80.",
]


@pytest.mark.parametrize("text", TAKEN_FOR_COMPLETE)
def test_known_problem_an_agenda_noted_alone_may_be_taken_for_an_answer(text: str) -> None:
    assert tells_all(observed(text))


def test_parts_may_stand_in_several_notes() -> None:
    assert tells_all(observed("Pediu troca de cômodo.", "Informada a taxa de R$ 80.", "Aceitou para sexta."))


def test_what_others_wrote_is_not_read() -> None:
    assert not observed("Sem sinal. Visita marcada, cliente aceitou.", author="Gilmar")["has_notes"]


def test_status_is_no_note() -> None:
    assert not observed("Sem sinal. Visita marcada, cliente aceitou.", kind="status")["has_notes"]
