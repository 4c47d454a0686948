#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows Installer files to read back, made after Microsoft's [MS-CFB] and [MS-OLEPS] and the table layout of the free readers; knows
nothing of the console's own reader.

Usage: msi_file.py FOLDER     writes property.msi, wide.msi, large.msi, summary.msi, foreign.msi"""
import pathlib
import struct
import sys

FREE, END, FAT = 0xffffffff, 0xfffffffe, 0xfffffffd
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"


def table_name(name):
    packed = [chr(0x4840)]
    for at in range(0, len(name), 2):
        pair = [LETTERS.index(letter) for letter in name[at:at + 2]]
        packed.append(chr(0x3800 + pair[0] + 64 * pair[1]) if len(pair) == 2 else chr(0x4800 + pair[0]))
    return "".join(packed)


def padded(data, size):
    return data + b"\0" * (-len(data) % size)


def compound(streams, sector=512, spread=1):
    """streams: name → bytes. spread: every so many sectors one is used, so that no chain is in one piece."""
    mini, mini_fat, places = b"", [], {}
    for name, data in streams.items():
        if len(data) < 4096:
            first = len(mini) // 64
            count = -(-len(data) // 64)
            mini_fat += [*range(first + 1, first + count), END] if count else []
            places[name] = first if count else END
            mini += padded(data, 64)
    sectors, fat = [], []

    def put(data):
        first = previous = END
        for at in range(0, len(data), sector):
            for _ in range(spread - 1):
                sectors.append(b"\xee" * sector)
                fat.append(FREE)
            number = len(sectors)
            sectors.append(padded(data[at:at + sector], sector))
            fat.append(END)
            if previous != END:
                fat[previous] = number
            first = number if first == END else first
            previous = number
        return first

    for name, data in streams.items():
        if len(data) >= 4096:
            places[name] = put(data)
    root = put(mini)
    table = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat) + b"\xff" * (-4 * len(mini_fat) % sector)) if mini_fat else END
    entries = [("Root Entry", 5, root, len(mini)), *((name, 2, places[name], len(data)) for name, data in streams.items())]
    folder = b""
    for number, (name, kind, first, size) in enumerate(entries):
        text = name.encode("utf-16-le")
        right = number + 1 if 0 < number < len(entries) - 1 else FREE
        folder += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, right, 1 if number == 0 else FREE)
        folder += b"\0" * 36 + struct.pack("<IQ", first, size)
    folder_at = put(padded(folder, sector))
    numbers = sector // 4
    n_fat = 1
    while n_fat * numbers < len(fat) + n_fat:
        n_fat += 1
    fat_at = len(sectors)
    fat += [FAT] * n_fat + [FREE] * (n_fat * numbers - len(fat) - n_fat)
    for at in range(n_fat):
        sectors.append(struct.pack(f"<{numbers}I", *fat[at * numbers:(at + 1) * numbers]))
    own, further = list(range(fat_at, fat_at + n_fat))[:109], list(range(fat_at, fat_at + n_fat))[109:]
    difat_at = len(sectors) if further else END
    n_difat = -(-len(further) // (numbers - 1))
    for at in range(n_difat):
        part = further[at * (numbers - 1):(at + 1) * (numbers - 1)]
        after = len(sectors) + 1 if at + 1 < n_difat else END
        sectors.append(struct.pack(f"<{numbers}I", *part, *[FREE] * (numbers - 1 - len(part)), after))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3e, 3 if sector == 512 else 4, 0xfffe, sector.bit_length() - 1, 6, 0, n_fat, folder_at, 0, 4096,
        table, -(-4 * len(mini_fat) // sector), difat_at, n_difat, own[0])
    head = head[:76] + struct.pack("<109I", *own, *[FREE] * (109 - len(own)))
    return padded(head, sector) + b"".join(sectors)


def database(properties, wide=False, page=1252, extra=()):
    """The streams of a database with the one table Property; extra: texts that stand in the pool before."""
    texts = [*extra]
    numbers = {}
    for text in [text for pair in properties for text in pair]:
        if text not in numbers:
            texts.append(text)
            numbers[text] = len(texts)
    encoding = {65001: "utf-8"}.get(page, f"cp{page}")
    pool, data = struct.pack("<I", page | (0x80000000 if wide else 0)), b""
    places = {}
    at = 0
    for number, text in enumerate(texts, 1):
        raw = text.encode(encoding)
        if len(raw) > 0xffff:
            pool += struct.pack("<HHHH", 0, len(raw) >> 16, len(raw) & 0xffff, 1)
        else:
            pool += struct.pack("<HH", len(raw), 1 if raw else 0)
        at += 1
        places[number] = at
        data += raw
    width = 3 if wide else 2
    columns = [[places[numbers[key]] for key, _ in properties], [places[numbers[value]] for _, value in properties]]
    table = b"".join(number.to_bytes(width, "little") for column in columns for number in column)
    return {table_name("_StringPool"): pool, table_name("_StringData"): data, table_name("Property"): table}


def summary(subject, author, template, page=1252):
    def text(value):
        raw = value.encode(f"cp{page}") + b"\0"
        return struct.pack("<II", 30, len(raw)) + padded(raw, 4)
    values = {1: struct.pack("<II", 2, page), 2: text("Installation Database"), 3: text(subject), 4: text(author), 7: text(template)}
    offset, index, body = 8 + 8 * len(values), b"", b""
    for key, value in values.items():
        index += struct.pack("<II", key, offset + len(body))
        body += value
    section = struct.pack("<II", 8 + len(index) + len(body), len(values)) + index + body
    return {"\5SummaryInformation": struct.pack("<HHI16xI16xI", 0xfffe, 0, 2, 1, 48) + section}


PROPERTIES = [("ProductCode", "{00000000-0000-0000-0000-000000000000}"), ("ProductName", "Contoso Viewer"), ("ProductVersion", "4.5.6"),
              ("Manufacturer", "Contoso"), ("ProductLanguage", "1033"), ("ALLUSERS", "1")]


def main(folder):
    folder = pathlib.Path(folder)
    tale = summary("Summary Viewer", "Fabrikam", "x64;1031")
    files = {
        "property.msi": compound({**database(PROPERTIES), **tale}),
        "wide.msi": compound({**tale, **database(PROPERTIES, wide=True, extra=["", "x" * 70000, "", "y" * 65536])}, spread=3),
        "large.msi": compound({"\x48Payload": b"\xab" * (9 * 1024 * 1024), **database(PROPERTIES, extra=["filler"] * 900), **tale}),
        "summary.msi": compound(tale, sector=4096),
        "foreign.msi": compound(database([("ProductName", "Просмотр"), ("ProductVersion", "1"), ("Manufacturer", "Контосо"),
                                          ("ProductLanguage", "1049")], page=1251)),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1])
