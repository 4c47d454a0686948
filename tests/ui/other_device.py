# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who signs in on another device: opens the page, types the code, says who they are."""
import html.parser
import re
import urllib.parse
import urllib.request


class Page(html.parser.HTMLParser):
    """The form of a page: where it goes, what it hides, its buttons."""

    def __init__(self, text):
        super().__init__()
        self.text, self.action, self.fields, self.buttons = text, None, {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'form':
            self.action = self.action or attributes['action']
        elif tag == 'input' and attributes.get('type') == 'hidden':
            self.fields[attributes['name']] = attributes['value']
        elif tag == 'button' and 'name' in attributes:
            self.buttons.append((attributes['name'], attributes['value']))

    def answer(self, account):
        """What this person enters or presses: their own name where it is offered, otherwise the first button."""
        if 'name="password"' in self.text:
            return {'password': 'Practice-1'}
        return dict([next((button for button in self.buttons if button[1] == account), self.buttons[0])])


def send(base, action, fields):
    address = urllib.parse.urljoin(base, action)
    with urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=10) as answer:
        return Page(answer.read().decode())


def use_other_device(address, code, account='admin@contoso.com'):
    page = send(address, address, {'user_code': code})
    for _ in range(4):
        if page.action is None:
            break
        page = send(address, page.action, {**page.fields, **page.answer(account)})
    assert 'You are signed in' in page.text, page.text


def read_code(group):
    """Address and code a sign-in shows."""
    code = group.find('label', re.compile('^Code [A-Z]'), patience=60).name.split()[1]
    return re.search(r'Open (\S+)', group.find('label', re.compile('on any device')).name).group(1), code


def sign_in_elsewhere(group, account='admin@contoso.com'):
    """From the button of a dialog or wizard to the code; on another device to the end."""
    group.press('On Another Device…', patience=30)
    use_other_device(*read_code(group), account)
