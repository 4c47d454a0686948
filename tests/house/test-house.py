#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that no compiler holds. Each is one test point."""
import collections
import functools
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from tap import expect_none, note, point, run   # noqa: E402

TOP, BUILD, ID = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]


@functools.cache
def tracked():
    """The files of the project; without git everything that is not made by a build."""
    listed = subprocess.run(['git', '-c', 'safe.directory=*', '-C', TOP, 'ls-files'], capture_output=True, text=True)
    if listed.returncode == 0:
        return [TOP / name for name in listed.stdout.splitlines() if (TOP / name).is_file()]
    made = re.compile(r'^(build(?!-aux)[^/]*|\.depot|\.git)/|(^|/)(node_modules|__pycache__)/')
    return [path for path in TOP.rglob('*') if path.is_file() and not made.search(name_of(path))]


@functools.cache
def text_of(path):
    try:
        return path.read_text(encoding='utf-8')
    except UnicodeDecodeError:
        return None


def name_of(path):
    return str(path.relative_to(TOP))


def sources(*patterns):
    return sorted(path for pattern in patterns for path in TOP.glob(pattern))


def tool(*command):
    """The complaints of a checking tool; none when it is content."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines() or [f'exit code {done.returncode}']


# ---- rooms -------------------------------------------------------------------------------------

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
MAY_SEE = {   # beside itself
    'base': set(),
    'model': {'base'},
    'store': {'base', 'model'},
    'certificates': {'base', 'model'},
    'keyring': {'base', 'model'},
    'azure': {'base', 'model'},
    'content': {'base', 'model'},
    'services': {'base', 'model', 'store', 'certificates', 'keyring', 'azure', 'content'},
    'ui': {'base', 'model', 'services'},
    'cli': {'base', 'model', 'services'},
    'practice': set(),
}


@point('the practice cloud shares no header with the console')
def practice_stands_alone():
    for path in sources('src/**/*.[ch]'):
        other = 'depot-' if 'practice' in path.relative_to(TOP / 'src').parts[0] else 'practice-'
        expect_none(f'{name_of(path)} includes {header}' for header in INCLUDE.findall(text_of(path))
                    if header.split('/')[-1].startswith(other) and header != 'depot-practice.h')


@point('a room includes only what stands below it')
def rooms_look_down():
    room_of = {path.name: path.relative_to(TOP / 'src').parts[0] for path in sources('src/*/**/*.h')}
    findings = []
    for path in sources('src/*/**/*.[ch]'):
        room = path.relative_to(TOP / 'src').parts[0]
        for header in INCLUDE.findall(text_of(path)):
            seen = room_of.get(header.split('/')[-1], room)
            if seen != room and seen not in MAY_SEE[room]:
                findings.append(f'{name_of(path)} includes {header} of {seen}')
    expect_none(findings)


# ---- text --------------------------------------------------------------------------------------

NO_COMMENT = re.compile(r'\.(json|md|png|pfx|p12|cer|der|crt|pem|key|bin|svgz|txt|db|sqlite|cmtrace|log|schema)$|(^|/)(COPYING|LINGUAS|NEWS(\.md)?|\.gitignore|\.editorconfig|\.clang-format|\.gitattributes)$')


@point('every file names its licence')
def licences():
    expect_none(name_of(path) for path in tracked()
                if not NO_COMMENT.search(name_of(path)) and text_of(path)
                and 'SPDX-License-Identifier:' not in text_of(path)[:600])


MACHINE = re.compile(r'/work/|/root/(?!\.)|/home/(?!depotadmin)[a-z]\w+/|registry\.npmjs|deb\.debian\.org|snapshot\.debian')


@point('nothing tells of the machine it was written on')
def no_machine_paths():
    findings = []
    for path in tracked():
        if path.suffix == '.png' or name_of(path).startswith(('tests/house/', 'data/azure/')) or not text_of(path):
            continue
        findings += [f'{name_of(path)}:{text_of(path).count(chr(10), 0, hit.start()) + 1}: {hit.group()}'
                     for hit in MACHINE.finditer(text_of(path))]
    expect_none(findings)


SECRETS = {
    'a JSON web token': re.compile(r'eyJ[A-Za-z0-9_-]{12,}\.eyJ[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{8,}'),
    'a storage account key': re.compile(r'AccountKey=[A-Za-z0-9+/]{40,}'),
    'a shared access signature': re.compile(r'[?&]sig=[A-Za-z0-9%+/]{20,}'),
    'a refresh token of Microsoft': re.compile(r'\b[01]\.A[A-Za-z0-9_-]{60,}'),
    'a client secret of Microsoft': re.compile(r'\b[A-Za-z0-9_.~-]{3}8Q~[A-Za-z0-9_.~-]{31,34}\b'),
}


@point('no file holds what looks like a real token or key')
def no_tokens():
    expect_none(f'{name_of(path)}: {what}' for path in tracked() if text_of(path)
                for what, pattern in SECRETS.items() if pattern.search(text_of(path)))


@point('nothing is left for later')
def nothing_left_over():
    mark = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
    expect_none(f'{name_of(path)}: {mark.search(text_of(path)).group()}' for path in tracked()
                if path.suffix in ('.c', '.h', '.py', '.blp', '.mjs', '.build', '.md', '') and text_of(path)
                and not name_of(path).startswith('tests/house/') and name_of(path) != 'COPYING'
                and mark.search(text_of(path)))


@point('every error code has its cause and remedy in docs/errors.md')
def errors_explained():
    page = text_of(TOP / 'docs' / 'errors.md')
    enum = re.search(r'typedef enum[^{]*\{(.*?)\}\s*DepotErrorCode\b', text_of(TOP / 'src/base/depot-error.h'), re.DOTALL)
    codes = re.findall(r'\bDEPOT_ERROR_([A-Z_]+)', enum.group(1))
    assert len(codes) > 5, 'the codes of depot-error.h were not found'
    expect_none(code for code in codes if not re.search(rf'\b{code}\b', page))


# ---- the words a person reads --------------------------------------------------------------------

@point('po/POTFILES.in is complete')
def potfiles():
    expect_none(tool(sys.executable, TOP / 'build-aux' / 'potfiles', '--check'))


def messages():
    """(place, text) of every string to translate, as xgettext sees them."""
    made = subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
                           '--keyword=NC_:1c,2', '--keyword=ngettext:1,2', '--language=C', '--no-wrap', '-o', '-',
                           *[name_of(path) for path in sources('src/**/*.c', 'src/**/*.blp')]],
                          cwd=TOP, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    place = ''
    for line in made.stdout.splitlines():
        if line.startswith('#: '):
            place = line[3:]
        elif found := re.match(r'msgid(?:_plural)? "(.+)"$', line):
            yield place, found.group(1)


@point('the words follow the human interface guidelines')
def words():
    bad = {
        'three dots for an ellipsis': re.compile(r'\.\.\.'),
        'a straight quotation mark': re.compile(r'\\"\w'),
        '“please”': re.compile(r'\bplease\b', re.IGNORECASE),
        '“are you sure”': re.compile(r'\bare you sure\b', re.IGNORECASE),
        '“successfully”': re.compile(r'\bsuccessfully\b', re.IGNORECASE),
        'two spaces': re.compile(r'\S  +\S'),
    }
    found = list(messages())
    note(f'{len(found)} strings')
    expect_none(f'{place}: {what}: {text}' for place, text in found for what, pattern in bad.items()
                if pattern.search(text) and not ('cli/' in place and what == 'two spaces'))


@point('rows with a number can be read by a screen reader')
def spin_rows():
    """libadwaita 1.7 gives AdwSpinRow the role "presentation", which hides it and its number from assistive
    technology. The role is ours to set."""
    row = re.compile(r'^\s*(?:Adw\.SpinRow|\$DepotSpinRow)\b[^{;]*\{(.*?)^\s*\}', re.DOTALL | re.MULTILINE)
    expect_none(f'{name_of(path)}: an AdwSpinRow without “accessible-role: group;”' for path in sources('src/ui/**/*.blp')
                for body in row.findall(text_of(path)) if 'accessible-role: group' not in body)


@point('translations are sound')
def translations():
    for name in text_of(TOP / 'po' / 'LINGUAS').split('\n'):
        if name and not name.startswith('#'):
            expect_none(tool('msgfmt', '--check', '-o', '/dev/null', TOP / 'po' / f'{name}.po'))


# ---- what the desktop sees -----------------------------------------------------------------------

@point('one application id in every place')
def one_id():
    places = [f'data/{ID}.gschema.xml', f'data/icons/hicolor/scalable/apps/{ID}.svg',
              f'data/icons/hicolor/symbolic/apps/{ID}-symbolic.svg', f'flatpak/{ID}.yml']
    expect_none(f'{name} is missing' for name in places if not (TOP / name).is_file())
    schema = ElementTree.parse(TOP / places[0]).find('schema')
    assert schema.get('id') == ID and schema.get('path') == '/' + ID.replace('.', '/') + '/'
    for made in ('desktop', 'metainfo.xml', 'service'):
        assert ID in (BUILD / 'data' / f'{ID}.{made}').read_text(), f'{made} has another id'
    other = re.compile(r'\b(?:io\.github|org\.gnome|com\.github)\.\w+\.CloudDepot\b|\bio\.github\.\w+\.\w*[Dd]epot\b')
    expect_none(f'{name_of(path)}: {hit}' for path in tracked() if text_of(path)
                for hit in set(other.findall(text_of(path))) - {ID})
    literal = [name_of(path) for path in sources('src/**/*.[ch]') if f'"{ID}"' in text_of(path)]
    expect_none(f'{name} writes the id out; APPLICATION_ID is the word' for name in literal)


@point('the desktop entry is valid')
def desktop_entry():
    expect_none(tool('desktop-file-validate', BUILD / 'data' / f'{ID}.desktop'))


@point('the metainfo is valid and of the right length')
def metainfo():
    path = BUILD / 'data' / f'{ID}.metainfo.xml'
    expect_none(tool('appstreamcli', 'validate', '--strict', '--no-net', '--explain', path))
    tree = ElementTree.parse(path)
    assert len(tree.findtext('name')) <= 15
    summary = tree.findtext('summary')
    assert 10 <= len(summary) <= 35 and not summary.endswith('.')
    version = re.search(r"version: '([^']+)'", text_of(TOP / 'meson.build')).group(1)
    assert tree.find('releases/release').get('version') == version, 'the newest release is another version'


@point('the settings schema is strict and complete')
def settings_schema():
    expect_none(tool('glib-compile-schemas', '--strict', '--dry-run', TOP / 'data'))
    keys = ElementTree.parse(TOP / f'data/{ID}.gschema.xml').findall('.//key')
    expect_none(f'{key.get("name")}: no {part}' for key in keys for part in ('summary', 'description') if not key.findtext(part))


@point('icons are square drawings without foreign parts')
def icons():
    for path in sources('data/icons/**/*.svg', 'src/ui/**/*.svg'):
        root = ElementTree.parse(path).getroot()
        assert root.get('width') == root.get('height'), f'{name_of(path)} is not square'
        assert 'data:' not in text_of(path) and '<script' not in text_of(path), name_of(path)


# ---- Flatpak -------------------------------------------------------------------------------------

ORDER = ['id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules']
GRANTED = ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri']


@point('the Flatpak manifest asks for no more than it needs')
def flatpak():
    import yaml
    manifest = yaml.safe_load(text_of(TOP / 'flatpak' / f'{ID}.yml'))
    assert list(manifest) == ORDER, f'keys are {list(manifest)}'
    assert manifest['finish-args'] == GRANTED, 'permissions differ from those agreed on'
    assert manifest['id'] == ID and manifest['command'] == 'cloud-depot'
    assert isinstance(manifest['runtime-version'], str)
    for module in manifest['modules']:
        assert set(module) <= {'name', 'buildsystem', 'builddir', 'config-opts', 'build-options', 'post-install', 'cleanup', 'sources'}, module
        for source in module['sources']:
            assert source['type'] == 'dir' or re.fullmatch(r'[0-9a-f]{64}', source['sha256']), f'{module["name"]}: no checksum'
    assert manifest['modules'][-1]['sources'][0] == {**manifest['modules'][-1]['sources'][0], 'type': 'dir', 'path': '..'}


# ---- code ----------------------------------------------------------------------------------------

@point('scripts parse')
def scripts():
    for path in tracked():
        first = (text_of(path) or '').split('\n', 1)[0]
        if first.startswith('#!/bin/bash'):
            expect_none(tool('bash', '-n', path))
        elif path.suffix == '.py' or first.startswith('#!/usr/bin/env python3'):
            compile(text_of(path), str(path), 'exec')
        elif path.suffix == '.mjs':
            expect_none(tool('node', '--check', path))


@point('the C code is formatted')
def formatted():
    files = [path for path in tracked() if path.suffix == '.c']
    done = subprocess.run(['clang-format', '--dry-run', '-Werror', *files], capture_output=True, text=True, cwd=TOP)
    unformatted = collections.Counter(re.findall(r'^(\S+?):\d+:\d+: error:', done.stderr, re.MULTILINE))
    expect_none(f'{name_of(pathlib.Path(name)) if name.startswith("/") else name}: {count} places' for name, count in sorted(unformatted.items()))


@point('assertions, sleeps and blocking calls keep out of the product')
def manners():
    bad = re.compile(r'\b(g_usleep|sleep|usleep|g_assert(?!_not_reached)(?:_\w+)?|g_main_loop_run|system|popen|strcpy|sprintf|gtk_dialog_run)\s*\(')
    comment = re.compile(r'/\*.*?\*/', re.DOTALL)
    findings = []
    for path in sources('src/**/*.c'):
        code = comment.sub(lambda found: '\n' * found.group().count('\n'), text_of(path))
        for hit in bad.finditer(code):
            if hit.group(1) == 'g_main_loop_run' and (path.name == 'main.c' or '/practice/' in str(path) or '/cli/' in str(path)):
                continue
            findings.append(f'{name_of(path)}:{code.count(chr(10), 0, hit.start()) + 1}: {hit.group(1)}')
    expect_none(findings)


@point('functions and files stay readable')
def sizes():
    """Only the extreme fails; the rest is told."""
    findings = []
    for path in sources('src/**/*.c'):
        lines = text_of(path).split('\n')
        if len(lines) > 450:
            note(f'{name_of(path)} has {len(lines)} lines')
        start = None
        for number, line in enumerate(lines, 1):
            if line == '{':
                start = number
            elif line == '}' and start:
                if number - start > 60:
                    note(f'{name_of(path)}:{start}: a function of {number - start} lines')
                if number - start > 120:
                    findings.append(f'{name_of(path)}:{start}: a function of {number - start} lines')
                start = None
        if len(lines) > 900:
            findings.append(f'{name_of(path)}: {len(lines)} lines')
    expect_none(findings)


sys.exit(run())
