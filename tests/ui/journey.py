# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys through the window have in common: the first run, the wizard's pages, a browser that
signs in. Every step waits for what a person would wait for."""
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from driver import (Console, State, Thing, NotSeen, change_browser, clipboard, depotctl, desktop, keys,   # noqa: E402,F401
                    open_in_browser, program_environment, use_browser, wait, write)

BUILD = pathlib.Path(os.environ.get('DEPOT_TEST_BUILD') or sys.argv[1]).resolve()
PICTURES = os.environ.get('DEPOT_TEST_PICTURES')
# A cloud that builds in seconds, and a console that looks at it as often as that asks for.
BRISK = {'DEPOT_PRACTICE_SPEED': '120', 'DEPOT_CLOCK_SPEED': '5'}


def picture(console, name):
    """Kept only when somebody asked for pictures (DEPOT_TEST_PICTURES=folder)."""
    if PICTURES:
        console.picture(pathlib.Path(PICTURES) / f'{name}.png')


def has_keyboard(thing):
    return [inner for inner in thing.walk() if inner.has(State.FOCUSED)]


def activate(thing, key='Return'):
    """Presses the key on what has the keyboard; waits for the focus first."""
    thing.focus()
    keys(key)


def go_to(console, place):
    """Chooses a place in the side bar by its name: numbers move when a place is added. A narrow window shows only the
    side bar or the page, so the row may be gone as soon as it is chosen."""
    places = wait(lambda: [row.name for row in console.window.find('list', 'Places').children], 'the places')
    console.window.find('list', 'Places').select(places.index(place))


def walk_to(console, thing, most=60):
    """Tab by Tab, each one awaited, as a person without a mouse goes; fails where the keyboard cannot get."""
    for _ in range(most):
        if thing.has(State.FOCUSED) or has_keyboard(thing):
            return thing
        before = has_keyboard(console.window)
        keys('Tab')
        wait(lambda: has_keyboard(console.window) != before, 'the focus to move', 3)
    raise NotSeen(f'“{thing.name}” is not reached with the Tab key')


def choose_by_search(console, row, name):
    """A combo row with a search: open, type, go down to what is left, take it."""
    row.focus()
    keys('space')
    wait(lambda: any(thing.role == 'entry' for thing in has_keyboard(console.window)), 'the search of the list')
    write(name)

    def is_filtered():
        lists = [thing for thing in row.walk() if thing.role == 'list' and thing.shown]
        rows = [thing for thing in lists[-1].children if thing.role == 'list item'] if len(lists) > 1 else []
        return len(rows) == 1 and name in rows[0].words
    wait(is_filtered, f'only “{name}” in the list')
    keys('Down')
    wait(lambda: any(thing.role == 'list item' for thing in has_keyboard(console.window)), 'the choice to have the keyboard')
    keys('Return')
    wait(lambda: row.choice == name, f'“{name}” chosen')


def first_run(console, code='PRI', name='Contoso', practice=True):
    window = console.window
    activate(window.find('list item', re.compile('Practice Cloud' if practice else 'Connect to Azure')))
    window.find(None, 'Kind of Site', patience=60)
    window.entry('Site Code (Three Letters or Digits)').type(code)
    window.entry('Site Name').type(name)
    window.press('Finish')
    window.find('list', 'Places', patience=60)
    go_to(console, 'Cloud Distribution Points')     # the program opens where it was closed, with another home, too
    window.find('button', 'Create Cloud Distribution Point…', patience=30)


def open_wizard(console):
    keys('ctrl+n')
    return console.window.find('dialog', 'Create Cloud Distribution Point')


def sign_in(wizard, user='admin@contoso.com'):
    wizard.press('Sign In…')
    wizard.says(f'Signed in as {user}', patience=90)
    subscription = wizard.find('combo box', 'Subscription')
    wait(lambda: subscription.choice not in ('', 'Choose…'), 'a subscription', 30)


def fill_settings(console, wizard, group='rg-depots', fqdn='wallacefalls.contoso.com', password='practice password'):
    region = wizard.find('combo box', 'Region', patience=60)
    wait(lambda: region.choice == 'Choose…', 'the list of regions', 30)
    choose_by_search(console, region, 'West Europe')
    wizard.find('radio button', 'Create New').click()
    wizard.entry('Name of the New Resource Group').type(group)
    walk_to(console, wizard.find('button', 'Make a Practice Certificate…'))
    keys('Return')
    maker = console.window.find('dialog', 'Practice Certificate')
    maker.entry('Service FQDN').type(fqdn)
    maker.entry('Password for the File').type(password)
    maker.press('Make')
    wait(lambda: wizard.entry('Service FQDN').text == fqdn, 'the name from the certificate', 30)
    wizard.says(re.compile('^Free as DNS name'), patience=30)


def wait_until_ready(console, name='wallacefalls', patience=240):
    return console.window.find('table row', re.compile(f'{name}.*Ready'), patience=patience)


def create(console):
    """A point called wallacefalls, through the wizard to Ready."""
    wizard = open_wizard(console)
    sign_in(wizard)
    wizard.press('Next')
    wizard.says('2 of 6', patience=60)
    fill_settings(console, wizard)
    for page in ('3 of 6', '4 of 6'):
        wizard.press('Next')
        wizard.says(page, patience=60)
    wizard.press('Create')
    wizard.says('6 of 6', patience=240)
    wizard.press('Close')
    console.window.gone('dialog')
    wait_until_ready(console, patience=30)


def act(console, name, patience=30):
    """Presses a command of the page, as its menus and keys do."""
    holder = wait(lambda: next((thing for thing in console.window.walk() if f'point.{name}' in thing.actions), None),
                  f'the command {name}', patience)
    holder.do(f'point.{name}')


def filled(count):
    """A home whose store has so many points; made once in a run."""
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / f'points-{count}'
    if home.exists():
        return home
    home.mkdir(mode=0o700)
    subprocess.run([BUILD / 'tests/ui/fill-points', str(count)], env=program_environment(BUILD, home), check=True)
    return home


def run(tests):
    """Runs the named functions one after the other and speaks TAP."""
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {test.__name__}', flush=True)
        except Exception as error:      # told as a failed point; the others still run
            failed += 1
            import traceback
            traceback.print_exc()
            print(f'not ok {number} {test.__name__}: {error}', flush=True)
    subprocess.run(['true'], check=False)
    sys.exit(1 if failed else 0)
