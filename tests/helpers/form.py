"""A form as a clerk makes it: a title over all columns, heads in two rows, units in brackets, sums, a line below."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

# A head over its columns; None for one that stands alone over both rows.
HEADS: list[tuple[str | None, list[str]]] = [
    (None, ["序号", "单位名称", "年度"]),
    ("行政复议", ["受理（件）", "审结（件）"]),
    ("依法行政", ["规范性文件备案（件）", "行政许可（件）", "罚没款（万元）", "法律顾问（名）"]),
    ("审计监督", ["查出主要问题金额（亿元）", "移送问题线索（条）", "问题整改率\n（%）"]),
    ("经济指标", ["地区生产总值（亿元）", "地区生产总值增长（%）", "一般公共预算收入（亿元）", "城镇新增就业（人）"]),
    (None, ["2026年城镇新增就业目标（人）", "备注"]),
]
BODIES = [
    "桐岭市人民政府", "涟阳市审计局", "栖原市人民政府", "砚溪县审计局", "望岚区住房和城乡建设局", "澜江市司法局",
    "汐州市人民政府", "岫川县统计局", "白石县审计局",
]  # fmt: skip
FIRST, TOTAL = 5, 5 + len(BODIES)


def make(path: Path) -> Path:
    """Write the form; its last body has no report."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "汇总表"
    width = sum(len(leaves) for _, leaves in HEADS)
    thin = Side(style="thin", color="808080")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet["A1"] = "法治建设与经济指标汇总表"
    sheet["A1"].font = Font(name="SimHei", size=16, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A2"] = "填报单位：汐州市司法局"
    column = 1
    for group, leaves in HEADS:
        if group is not None:
            sheet.cell(3, column, group)
            sheet.merge_cells(start_row=3, start_column=column, end_row=3, end_column=column + len(leaves) - 1)
        for leaf in leaves:
            sheet.cell(3 if group is None else 4, column, leaf)
            if group is None:
                sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
            sheet.column_dimensions[get_column_letter(column)].width = 13 if column > 2 else (6 if column == 1 else 26)
            column += 1
    for number, body in enumerate(BODIES, 1):
        sheet.cell(FIRST + number - 1, 1, number)
        sheet.cell(FIRST + number - 1, 2, body)
    sheet.cell(TOTAL, 1, "合　计")
    sheet.merge_cells(start_row=TOTAL, start_column=1, end_row=TOTAL, end_column=3)
    for column in range(4, width):
        letter = get_column_letter(column)
        kind = "AVERAGE" if "%" in str(sheet.cell(4, column).value) else "SUM"
        sheet.cell(TOTAL, column, f"={kind}({letter}{FIRST}:{letter}{TOTAL - 1})")
    sheet.cell(TOTAL + 1, 1, "填报人：　　　　审核人：　　　　填报日期：")
    for row in sheet.iter_rows(min_row=3, max_row=TOTAL, max_col=width):
        for cell in row:
            cell.border = box
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if cell.row <= 4:
                cell.fill = PatternFill("solid", start_color="D9E1F2")
                cell.font = Font(name="SimSun", bold=True)
            elif cell.row == TOTAL:
                cell.font = Font(bold=True)
                cell.number_format = "#,##0.00"
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 22, 42
    sheet.freeze_panes = "D5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    book.save(path)
    return path
