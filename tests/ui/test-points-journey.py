#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of points as one works with it: search, selection, details, the point's own page, columns."""
import re

from journey import BUILD, Console, filled, go_to, keys, picture, run, wait, write


def table_and_details():
    with Console(BUILD, home=filled(40), size=(1200, 780)) as console:
        window = console.window
        window.says(re.compile(r'^40 points, '))
        picture(console, '20-points')

        keys('ctrl+f')
        wait(lambda: window.see('entry', 'Search points'), 'the search')
        write('granite')
        window.says(re.compile(r'8 shown$'))
        window.gone('table row', re.compile('palouse'))
        keys('Escape')
        window.find('table row', re.compile('palouse'))

        # One selected row fills the details pane; F9 hides and shows it.
        window.select_row(re.compile(r'^palouse3 '))
        window.says('palouse3.germanywestcentral.cloudapp.azure.com')
        window.says(re.compile(r'^palouse3\.content\.distribution\.contoso\.com\. \d+ IN CNAME '))
        picture(console, '21-details')
        keys('F9')
        window.gone('label', 'Azure Service FQDN')
        keys('F9')
        window.find('label', 'Azure Service FQDN')

        assert not re.search('CRITICAL|WARNING', console.log), console.log


def narrow():
    """At 360 pixels every page is still there: places first, then the page, and back."""
    with Console(BUILD, home=filled(40), size=(360, 720)) as console:
        console.window.find('table row', re.compile('deceptionpass'))
        picture(console, '22-narrow')
        keys('alt+Left')
        console.window.find('list item', 'Sites and Servers')
        go_to(console, 'Sites and Servers')
        console.window.says('PRI - Contoso')
        assert 'CRITICAL' not in console.log, console.log


def names_for_everything():
    """Nothing that can be pressed is without a name for those who do not see it."""
    with Console(BUILD, home=filled(40), size=(1200, 780)) as console:
        nameless = []
        places = [row.name for row in console.window.find('list', 'Places').all('list item')]
        assert len(places) >= 9, places
        for place in places:
            go_to(console, place)
            console.window.find('button', 'Main Menu')
            for thing in console.window.walk():
                if thing.role in ('button', 'toggle button', 'check box', 'radio button', 'entry', 'combo box', 'switch', 'menu item') \
                   and thing.shown and not thing.name:
                    nameless.append(f'{place}: {thing.role} in “{thing.root.name}”')
        assert not nameless, '\n'.join(nameless)


def opens_where_it_was_closed():
    with Console(BUILD, home=filled(40), size=(1200, 780)) as console:
        go_to(console, 'Component Status')
        console.window.find('grouping', 'Component Status')
        keys('ctrl+comma')
        console.window.find('dialog', 'Preferences').says('History')
        picture(console, '23-preferences')
        keys('Escape')
        console.window.gone('dialog', 'Preferences')
        assert not re.search('CRITICAL|WARNING', console.log), console.log
    with Console(BUILD, home=filled(40), size=(1200, 780)) as console:
        console.window.find('grouping', 'Component Status')
        console.window.gone('table row', re.compile('^palouse3 '))


run([table_and_details, narrow, names_for_everything, opens_where_it_was_closed])
