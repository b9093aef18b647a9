"""Blocks in a few lines of text, for tests.

    产出指标 | 数量指标 | 补助人数
    ^        | 质量指标 | 第一行⏎第二行

"^" is a place that the cell above covers, "<" one that the cell at the left covers, "-" a place that is nothing, "⏎" a
line end in a cell. What is read is shown with "^" for both.
"""

from perfdesk.blocks.block import Block, BlockCell


def shown(block: Block) -> list[list[str]]:
    """The block in this notation, a list of cells each row."""
    grid = [["-"] * block.columns for _ in range(block.rows)]
    for cell in block.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                grid[row][column] = "^"
        grid[cell.row][cell.column] = cell.text.replace("\n", "⏎")
    return grid


def cells(text: str) -> list[list[str]]:
    """What is written in this notation."""
    return [[cell.strip(" ") for cell in line.split("|")] for line in text.strip("\n").split("\n")]


def block(text: str) -> Block:
    """The block that is written in this notation."""
    grid = cells(text)
    found = []
    for r, line in enumerate(grid):
        for c, one in enumerate(line):
            if one not in ("^", "<", "-"):
                tall = next((n for n in range(r + 1, len(grid)) if grid[n][c] != "^"), len(grid)) - r
                wide = next((n for n in range(c + 1, len(line)) if line[n] != "<"), len(line)) - c
                found.append(BlockCell(r, c, tall, wide, one.replace("⏎", "\n")))
    return Block(tuple(found))
