"""The base for other programs, and back: tables for a spreadsheet, and structured data for a web page.

A table is the same whether it is written as CSV or as XLSX: `records` says what stands in its cells, `csv_files` and
`xlsx_files` how a file of that kind is read and written, and `importing` what a filled-in table changes in a base.
"""

from knowledge.exchange.csv_files import read_csv, write_csv
from knowledge.exchange.errors import CellFault, ExchangeError
from knowledge.exchange.faqpage import faq_page
from knowledge.exchange.importing import Plan, plan_import
from knowledge.exchange.records import facts_table, sources_table
from knowledge.exchange.tables import Row, Table
from knowledge.exchange.xlsx_files import read_xlsx, write_xlsx

__all__ = [
    "CellFault",
    "ExchangeError",
    "Plan",
    "Row",
    "Table",
    "facts_table",
    "faq_page",
    "plan_import",
    "read_csv",
    "read_xlsx",
    "sources_table",
    "write_csv",
    "write_xlsx",
]
