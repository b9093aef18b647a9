"""The corpus that the rules are measured by: ordinary tables that must stay silent, and faulty lines that must not.

It was written before its author had read a rule, so a figure says what a reviewer would meet, not what a rule expects.
`python -m tests.rules.corpus` prints recall and false findings by family and severity, `--odd` for both halves.

    correct-even.txt   correct-odd.txt   faulty-even.txt   faulty-odd.txt   families.toml

Every item has a number that never changes. Even numbers are there to build rules on; odd ones only to report on, and
who writes a rule does not read them. A new item takes the next free number of its file; a field of work and a family
have items in both halves.

The notation is that of tests/notation.py, a number before it, ";" before a remark:

    @ 教育                                                     the field of work of what follows
    2 # 云岭县寄宿生生活补助 | budget_total=96.00 | goal=…       a project: its name, then key=text
    4 - 数量 | 受助寄宿生人数 | =640人 | description=…          an indicator of it: class, name, target, then key=text

In the correct files each line is an item: a finding about an indicator is a false one of its line, and one about the
project of the line of the project. In the faulty files an item is an indicator or a table, with its field of work:

    @ unit-mismatch E                                          family, and the least severity a reviewer would give it
    2 教育 - 质量 | 校舍验收合格率 | ≥15所                       an indicator, in a table where it is alone
    4 教育 # 校舍修缮 | budget_total=60.00 | at=goal            a table; `at`: a finding has to be about this field
      - 数量 | 修缮校舍栋数 | 12栋                              a line without number belongs to the item above it

"form=…" behind a family names the form of its tables; "weighted" is Hebei's with a column of weights. What a project
does not say of itself (code, plan, funds, purpose, goal) is said for it, rightly: `USUAL`.
"""
