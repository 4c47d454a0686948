#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are the templates what Azure's own resource types allow? Microsoft publishes the types that its Bicep compiler
checks by; each resource of ours is held against the type of its api-version.

Usage: test-template-types.py    (the types are in $DEPOT_SHARED/azure-specs/bicep-types)
"""
import copy
import json
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / 'support'))
from tap import expect_none, note, point, run   # noqa: E402

TYPES = pathlib.Path(os.environ.get('DEPOT_SHARED') or TOP.parent / 'shared') / 'azure-specs/bicep-types'
TEMPLATES = [TOP / 'data/azure' / name for name in ('base.json', 'service.json')]
REQUIRED, READ_ONLY = 1, 2
# what a template says of a resource besides what the resource is
OF_TEMPLATES = {'dependsOn', 'condition', 'copy', 'comments', 'scope'}
PLAIN = {'StringType': str, 'BooleanType': bool, 'IntegerType': int}
PARAMETER = re.compile(r"\[parameters\('([^']+)'\)\]")
KINDS = {'string': {'StringType', 'StringLiteralType'}, 'securestring': {'StringType', 'StringLiteralType'},
         'int': {'IntegerType'}, 'bool': {'BooleanType'}, 'object': {'ObjectType', 'DiscriminatedObjectType'},
         'array': {'ArrayType'}}


class Book:
    """One types.json: a list whose members refer to each other by number."""

    def __init__(self, path):
        self.types = json.loads(path.read_text())

    def resources(self):
        for entry in self.types:
            if entry['$type'] == 'ResourceType':
                yield entry['name'].lower(), (self, entry)

    def get(self, reference):
        return self.types[int(reference['$ref'].rpartition('/')[2])]


def read_books():
    paths = sorted(TYPES.rglob('types.json'))
    assert paths, f'{TYPES} is not there: the templates cannot be checked'
    return {name: found for path in paths for name, found in Book(path).resources()}


class Judge:
    """Findings about one resource of a template."""

    def __init__(self, book, template):
        self.book = book
        self.parameters = template.get('parameters', {})
        self.findings = []

    def find(self, path, text):
        self.findings.append(f'{path}: {text}')

    def trial(self, kind, value, path):
        """What would be found."""
        kept, self.findings = self.findings, []
        self.judge(kind, value, path)
        kept, self.findings = self.findings, kept
        return kept

    def judge(self, kind, value, path):
        if isinstance(value, str) and re.match(r'\[(?!\[)', value):
            self.judge_expression(kind, value, path)
        else:
            getattr(self, 'judge_' + kind['$type'], self.judge_plain)(kind, value, path)

    def judge_expression(self, kind, value, path):
        """Of most only a deployment knows the value; a bare parameter has a type and perhaps a list of values."""
        named = PARAMETER.fullmatch(value)
        if named is None:
            return
        parameter = self.parameters.get(named[1])
        if parameter is None:
            self.find(path, f'there is no parameter {named[1]}')
            return
        takes = {self.book.get(one)['$type'] for one in kind['elements']} if kind['$type'] == 'UnionType' else {kind['$type']}
        if 'AnyType' not in takes and not takes & KINDS[parameter['type'].lower()]:
            self.find(path, f'the parameter {named[1]} is a {parameter["type"]}, and this takes {sorted(takes)}')
        for one in parameter.get('allowedValues', []):
            self.judge(kind, one, f'{path} = {named[1]}')

    def judge_plain(self, kind, value, path):
        wanted = PLAIN.get(kind['$type'])
        if wanted is None:
            return          # AnyType takes everything
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.find(path, f'{value!r} is no {kind["$type"]}')
        elif wanted is str:
            self.judge_text(kind, value, path)
        elif wanted is int and not kind.get('minValue', value) <= value <= kind.get('maxValue', value):
            self.find(path, f'{value} is out of range')

    def judge_text(self, kind, value, path):
        if not kind.get('minLength', 0) <= len(value) <= kind.get('maxLength', len(value)):
            self.find(path, f'{value!r} has the wrong length')
        if 'pattern' in kind and not re.search(kind['pattern'], value):
            self.find(path, f'{value!r} does not match {kind["pattern"]}')

    def judge_StringLiteralType(self, kind, value, path):
        if value != kind['value']:
            self.find(path, f'{value!r} is not {kind["value"]!r}')

    def judge_UnionType(self, kind, value, path):
        """An enumeration that also takes any text is how Microsoft writes lists that may grow."""
        kinds = [self.book.get(one) for one in kind['elements']]
        if all(self.trial(one, value, path) for one in kinds):
            self.find(path, f'{value!r} is none of {[one.get("value", one["$type"]) for one in kinds]}')

    def judge_ArrayType(self, kind, value, path):
        if not isinstance(value, list):
            self.find(path, 'is no list')
            return
        for number, one in enumerate(value):
            self.judge(self.book.get(kind['itemType']), one, f'{path}[{number}]')

    def judge_DiscriminatedObjectType(self, kind, value, path):
        name = kind['discriminator']
        element = kind['elements'].get(value.get(name)) if isinstance(value, dict) else None
        if element is None:
            self.find(path, f'{name} is none of {sorted(kind["elements"])}')
            return
        body = copy.copy(self.book.get(element))
        body['properties'] = {**kind['baseProperties'], **body['properties']}
        self.judge_ObjectType(body, value, path)

    def judge_ObjectType(self, kind, value, path):
        if not isinstance(value, dict):
            self.find(path, 'is no object')
            return
        known, other = kind['properties'], kind.get('additionalProperties')
        for name, one in value.items():
            if name in known:
                self.judge_member(known[name], one, f'{path}.{name}')
            elif other:
                self.judge(self.book.get(other), one, f'{path}.{name}')
            else:
                self.find(f'{path}.{name}', 'there is no such property')
        for name, member in known.items():
            if member.get('flags', 0) & (REQUIRED | READ_ONLY) == REQUIRED and name not in value:
                self.find(f'{path}.{name}', 'is missing')

    def judge_member(self, member, value, path):
        if member.get('flags', 0) & READ_ONLY:
            self.find(path, 'is Azure’s to say')
        else:
            self.judge(self.book.get(member['type']), value, path)


def judge_template(template, books):
    findings = []
    for resource in template['resources']:
        name = f'{resource["type"]}@{resource["apiVersion"]}'
        if name.lower() not in books:
            findings.append(f'{name}: Microsoft describes no such type and version')
            continue
        book, entry = books[name.lower()]
        judge = Judge(book, template)
        # type and apiVersion found the description
        body = {key: value for key, value in resource.items() if key not in OF_TEMPLATES | {'type', 'apiVersion'}}
        judge.judge_ObjectType(book.get(entry['body']), body, resource['type'])
        findings += judge.findings
    return findings


@point('every resource of the templates is what Microsoft’s types allow')
def no_fault(books):
    judged = 0
    for path in TEMPLATES:
        template = json.loads(path.read_text())
        judged += len(template['resources'])
        expect_none(f'{path.name}: {finding}' for finding in judge_template(template, books))
    note(f'{judged} resources judged')
    assert judged >= 18, judged


def broken_in(change, name='service.json', kind='virtualMachineScaleSets'):
    template = json.loads((TOP / 'data/azure' / name).read_text())
    change(next(one for one in template['resources'] if one['type'].endswith('/' + kind)), template)
    return template


@point('each kind of mistake would be found')
def would_find(books):
    def misspell(resource, _):
        resource['properties']['overProvision'] = resource['properties'].pop('overprovision')

    def forget(resource, _):
        del resource['location']

    def wrong_kind(resource, _):
        resource['sku']['capacity'] = 'two'

    def wrong_word(resource, _):
        resource['properties']['minimumTlsVersion'] = 'TLS9'
        resource['kind'] = 3

    def wrong_parameter(resource, template):
        template['parameters']['region'] = {'type': 'int'}

    def no_parameter(resource, _):
        resource['location'] = "[parameters('place')]"

    def read_only(resource, _):
        resource['properties']['provisioningState'] = 'Succeeded'

    def wrong_version(resource, _):
        resource['apiVersion'] = '2024-03-02'

    storage = {'name': 'base.json', 'kind': 'storageAccounts'}
    for change, where, word in (
            (misspell, {}, 'no such property'), (forget, {}, 'is missing'), (wrong_kind, {}, 'IntegerType'), (wrong_word, storage, 'is none of'),
            (wrong_parameter, {}, 'is a int'), (no_parameter, {}, 'no parameter'), (read_only, {}, 'to say'), (wrong_version, {}, 'no such type')):
        findings = judge_template(broken_in(change, **where), books)
        assert any(word in finding for finding in findings), (change.__name__, findings)


try:
    BOOKS = read_books()
except AssertionError as missing:
    print(f'1..1\nnot ok 1 - {missing}')
    sys.exit(1)
sys.exit(run(BOOKS))
