"""What can be wrong with a file, a row or a value, in words.

A fault is stored by its code; whoever shows it asks for the sentence in the reader's language. Fields that a sentence
may use: file, row, table, column, value, known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["pt_BR", "en"]

FAULTS: Mapping[str, Mapping[Language, str]] = {
    # the file as a whole
    "not_found": {
        "pt_BR": "{file}: não há arquivo nem pasta com esse nome.",
        "en": "{file}: there is no file or folder of that name.",
    },
    "wrong_kind": {
        "pt_BR": "{file}: não é CSV, Parquet, XLSX, JSON nem JSONL que se possa ler. {value}",
        "en": "{file}: not a CSV, Parquet, XLSX, JSON or JSONL file that can be read. {value}",
    },
    "wrong_file_encoding": {
        "pt_BR": "{file}: o mapeamento diz que a codificação é {known}, mas a linha {row} não é.",
        "en": "{file}: the mapping says the encoding is {known}, but line {row} is not.",
    },
    "wrong_json_encoding": {
        "pt_BR": "{file}: a linha {row} não está em {known}, a codificação de todo JSON.",
        "en": "{file}: line {row} is not in {known}, the encoding of all JSON.",
    },
    "empty_file": {
        "pt_BR": "{file}: o arquivo não tem nenhuma linha de dados.",
        "en": "{file}: the file has no row of data.",
    },
    "unknown_table": {
        "pt_BR": "{file}: nem o nome nem as colunas ({value}) são de uma tabela conhecida ({known}). "
        "Para um arquivo de outro sistema, indique um mapeamento (--mapping).",
        "en": "{file}: neither its name nor its columns ({value}) are those of a known table ({known}). "
        "For a file of another system, name a mapping (--mapping).",
    },
    "file_not_given": {
        "pt_BR": "{file}: o mapeamento espera este arquivo, que não está na pasta.",
        "en": "{file}: the mapping expects this file, which is not in the folder.",
    },
    "not_in_mapping": {
        "pt_BR": "{file}: o mapeamento não fala deste arquivo; nada foi lido dele.",
        "en": "{file}: the mapping does not speak of this file; nothing was read from it.",
    },
    # a row that cannot be taken
    "missing_columns": {
        "pt_BR": "{file}: falta a coluna obrigatória {column} da tabela {table}.",
        "en": "{file}: the required column {column} of the table {table} is missing.",
    },
    "missing_value": {
        "pt_BR": "{file}, linha {row}: a coluna {column} é obrigatória e está vazia.",
        "en": "{file}, row {row}: the column {column} is required and empty.",
    },
    "contact_without_agent": {
        "pt_BR": "{file}, linha {row}: o contato não diz que atendente o fez (coluna {column}).",
        "en": "{file}, row {row}: the contact does not say which agent had it (column {column}).",
    },
    "message_without_contact": {
        "pt_BR": "{file}, linha {row}: a mensagem é do contato {value}, que não veio nem existe no banco.",
        "en": "{file}, row {row}: the message belongs to contact {value}, which neither came nor is in the store.",
    },
    "event_without_order": {
        "pt_BR": "{file}, linha {row}: o evento é da OS {value}, que não veio nem existe no banco.",
        "en": "{file}, row {row}: the event belongs to service order {value}, which neither came nor is in the store.",
    },
    "unknown_value": {
        "pt_BR": "{file}, linha {row}: “{value}” não é um valor conhecido da coluna {column} ({known}).",
        "en": "{file}, row {row}: “{value}” is no known value of the column {column} ({known}).",
    },
    "date_order": {
        "pt_BR": "{file}, linha {row}: a data “{value}” da coluna {column} parece estar em ordem mês/dia. "
        "Aceitamos dia/mês/ano ou ano-mês-dia; não adivinhamos.",
        "en": "{file}, row {row}: the date “{value}” in the column {column} looks like month/day. "
        "Day/month/year and year-month-day are taken; nothing is guessed.",
    },
    "bad_date": {
        "pt_BR": "{file}, linha {row}: “{value}” na coluna {column} não é uma data que se possa ler.",
        "en": "{file}, row {row}: “{value}” in the column {column} is not a date that can be read.",
    },
    "bad_number": {
        "pt_BR": "{file}, linha {row}: “{value}” na coluna {column} não é um número.",
        "en": "{file}, row {row}: “{value}” in the column {column} is not a number.",
    },
    "bad_yes_no": {
        "pt_BR": "{file}, linha {row}: “{value}” na coluna {column} não é sim nem não.",
        "en": "{file}, row {row}: “{value}” in the column {column} is neither yes nor no.",
    },
    "mangled_number": {
        "pt_BR": "{file}, linha {row}: “{value}” na coluna {column} é um número que a planilha estragou "
        "(notação científica ou mais de 15 dígitos). Formate a coluna como texto e exporte de novo.",
        "en": "{file}, row {row}: “{value}” in the column {column} is a number that the spreadsheet damaged "
        "(scientific notation or more than 15 digits). Format the column as text and export again.",
    },
    "id_too_long": {
        "pt_BR": "{file}, linha {row}: o código na coluna {column} tem mais de 80 caracteres.",
        "en": "{file}, row {row}: the id in the column {column} has more than 80 characters.",
    },
    "duplicate_id": {
        "pt_BR": "{file}, linha {row}: outra linha antes desta já tem o código {value}, com outro conteúdo.",
        "en": "{file}, row {row}: an earlier row already has the id {value}, with other content.",
    },
    "id_of_another_source": {
        "pt_BR": "{file}, linha {row}: o código {value} já pertence a registros de outra fonte.",
        "en": "{file}, row {row}: the id {value} already belongs to records of another source.",
    },
    "wrong_encoding": {
        "pt_BR": "{file}, linha {row}: a coluna {column} tem letras em outra codificação que o resto do arquivo.",
        "en": "{file}, row {row}: the column {column} has letters in another encoding than the rest of the file.",
    },
    "wrong_number_of_fields": {
        "pt_BR": "{file}, linha {row}: a linha tem {value} campos, e o cabeçalho tem {known}.",
        "en": "{file}, row {row}: the row has {value} fields, and the header has {known}.",
    },
    "broken_quotes": {
        "pt_BR": "{file}, linha {row}: as aspas da linha não fecham, ou fecham no lugar errado.",
        "en": "{file}, row {row}: the row's quotes are not closed, or closed in the wrong place.",
    },
    "not_a_record": {
        "pt_BR": "{file}, linha {row}: não é um registro com nomes e valores.",
        "en": "{file}, row {row}: not a record of names and values.",
    },
    # taken, and worth a look
    "unmapped_value": {
        "pt_BR": "{file}: “{value}” não é um valor conhecido da coluna {column}; ficou vazia em {rows} linhas.",
        "en": "{file}: “{value}” is no known value of the column {column}; left empty in {rows} rows.",
    },
    "unreadable_protocol": {
        "pt_BR": "{file}: a planilha estragou o número “{value}” da coluna {column}; ficou vazia em {rows} linhas.",
        "en": "{file}: the spreadsheet damaged the number “{value}” in the column {column}; left empty in {rows} rows.",
    },
    "ignored_column": {
        "pt_BR": "{file}: a coluna {column} não é da tabela {table} e não foi lida.",
        "en": "{file}: the column {column} is not one of the table {table} and was not read.",
    },
    "absent_column": {
        "pt_BR": "{file}: a coluna {column} do mapeamento não está no arquivo; ficou vazia.",
        "en": "{file}: the mapping's column {column} is not in the file; left empty.",
    },
    "open_with_closing_date": {
        "pt_BR": "{file}: {rows} OS abertas têm data de fechamento; foram importadas assim.",
        "en": "{file}: {rows} open service orders have a closing date; they were taken as they are.",
    },
    "closed_without_date": {
        "pt_BR": "{file}: {rows} OS fechadas não têm data de fechamento; foram importadas assim.",
        "en": "{file}: {rows} closed service orders have no closing date; they were taken as they are.",
    },
    "closed_without_resolution": {
        "pt_BR": "{file}: {rows} OS fechadas não dizem a resolução; foram importadas assim.",
        "en": "{file}: {rows} closed service orders do not say how they were resolved; they were taken as they are.",
    },
    "ends_before_it_starts": {
        "pt_BR": "{file}: {rows} linhas terminam antes de começar ({column}); foram importadas assim.",
        "en": "{file}: {rows} rows end before they start ({column}); they were taken as they are.",
    },
    "lookup_missing": {
        "pt_BR": "{file}: {rows} linhas não acharam o seu par em {known} ({column}).",
        "en": "{file}: {rows} rows found no match in {known} ({column}).",
    },
    "lookup_duplicate": {
        "pt_BR": "{file}: {rows} linhas repetem um código ({column}); valeu a primeira.",
        "en": "{file}: {rows} rows repeat a key ({column}); the first one counted.",
    },
    "looked_up": {
        "pt_BR": "{file}: {rows} linhas serviram de consulta para outras tabelas.",
        "en": "{file}: {rows} rows were looked up for other tables.",
    },
}

TOTALS: Mapping[Language, str] = {
    "pt_BR": "{name}: {rows_in} linhas = {taken} importadas + {set_aside} separadas + {already_there} que já havia",
    "en": "{name}: {rows_in} rows = {taken} taken + {set_aside} set aside + {already_there} already there",
}
"""What became of the rows of a file or of a whole import."""
DERIVED: Mapping[Language, str] = {
    "pt_BR": "(feitas de linhas contadas em outra tabela)",
    "en": "(made of rows that count in another table)",
}
MORE: Mapping[Language, str] = {
    "pt_BR": "… e mais {count}",
    "en": "… and {count} more",
}
WRITTEN: Mapping[bool, Mapping[Language, str]] = {
    False: {
        "pt_BR": "As linhas separadas, inteiras e com o motivo: python manage.py export set_aside separadas.csv",
        "en": "The rows set aside, whole and with their reasons: python manage.py export set_aside aside.csv",
    },
    True: {"pt_BR": "Ensaio: nada foi gravado.", "en": "Dry run: nothing was written."},
}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(fault: str, language: Language = "pt_BR", **fields: object) -> str:
    """The sentence for `fault`; a field that is not given, or is None, becomes a dash."""
    given = _Blank({name: value for name, value in fields.items() if value is not None})
    return FAULTS[fault][language].format_map(given).strip()


class UnreadableFile(Exception):  # noqa: N818 - it names the finding
    """A file of which not one row can be read; `fault` and `fields` make the sentence."""

    def __init__(self, fault: str, **fields: object) -> None:
        super().__init__(sentence(fault, "en", **fields))
        self.fault = fault
        self.fields = fields


class UnknownMapping(ValueError):  # noqa: N818
    """There is no mapping of that name, or it cannot be read; the message says which and why."""
