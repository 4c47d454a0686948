# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the console as a person does: finds things by what a screen reader says of them, presses,
types, reads, and takes pictures. To be used inside tests/support/ui-env.

    with Console(build) as console:
        console.window.press('Create…')
        page = console.find('dialog', 'Create Cloud Distribution Point')
        page.entry('Service name').type('wallacefalls')
        page.press('Next')

Nothing here sleeps for a fixed time: every look-up is repeated until it succeeds or its time is up.
"""
import itertools
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from accessible import Accessible, State, application_of, applications, look_below   # noqa: E402
READABLE = ('label', 'heading', 'static', 'text', 'list item', 'table cell', 'table row', 'alert', 'button')
PATIENCE = float(os.environ.get('DEPOT_TEST_PATIENCE', '20'))
BROWSER = pathlib.Path(__file__).resolve().parent.parent / 'peers' / 'browser.mjs'
READ_CLIPBOARD = '''
import gi
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, GLib, Gtk
Gtk.init()
loop = GLib.MainLoop()
board = Gdk.Display.get_default().get_clipboard()
def read(source, result):
    print(source.read_text_finish(result), end='')
    loop.quit()
board.connect('changed', lambda board: board.read_text_async(None, read))
loop.run()
'''


class NotSeen(AssertionError):
    pass


def wait(look, what, patience=None):
    """What look() returns as soon as it is true. An object that vanished meanwhile is looked for again. Every fifth look
    takes nothing for known that the program told before."""
    patience = PATIENCE if patience is None else patience
    end = time.monotonic() + patience
    pause = 0.02
    last = ''
    for turn in itertools.count(1):
        Thing.sure = turn % 5 == 0
        try:
            found = look()
            if found:
                return found
        except GLib.Error as error:
            last = f' ({error.message})'
        finally:
            Thing.sure = False
        if time.monotonic() > end:
            raise NotSeen(f'{what}: not seen in {patience:g} s{last}')
        time.sleep(pause)
        pause = min(1.2 * pause, 0.2)     # what is awaited long is looked for less often: looking costs the window time


def plain(text):
    return (text or '').replace('\xa0', ' ').replace('\u202f', ' ').strip()


def fits(text, wanted):
    if wanted is None:
        return True
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else text == wanted


class Thing:
    """One object of the window as assistive technology sees it."""
    sure = False

    def __init__(self, accessible: Accessible):
        self.accessible = accessible
        self.sight = None             # during a walk: what everything was when it began; else each fact is asked anew

    def __eq__(self, other):
        return isinstance(other, Thing) and self.accessible == other.accessible

    def __hash__(self):
        return hash(self.accessible)

    # ---- reading ----

    @property
    def role(self):
        return (self.sight or self.accessible).role

    @property
    def name(self):
        return plain((self.sight or self.accessible).name)

    @property
    def description(self):
        return plain((self.sight or self.accessible).description)

    @property
    def text(self):
        return plain(self.accessible.text)

    @property
    def is_editable(self):
        return self.accessible.is_editable

    def has(self, state):
        return bool((self.sight or self.accessible).states >> state & 1)

    @property
    def shown(self):
        return self.has(State.SHOWING)

    @property
    def sensitive(self):
        return self.has(State.SENSITIVE)

    @property
    def checked(self):
        return self.has(State.CHECKED)

    @property
    def children(self):
        return [Thing(child) for child in self.accessible.children]

    @property
    def parent(self):
        parent = self.accessible.parent
        return Thing(parent) if parent else None

    def walk(self, sure=False):
        """All below this, each followed by what is below itself."""
        for accessible, sight in look_below(self.accessible, sure or Thing.sure):
            thing = Thing(accessible)
            thing.sight = sight
            try:
                yield thing
            finally:
                thing.sight = None

    def all(self, role=None, name=None, shown=True):
        found = []
        for thing in self.walk():
            try:
                if (role is None or thing.role == role) and fits(thing.name, name) and (not shown or thing.shown):
                    found.append(thing)
            except GLib.Error:
                continue
        return found

    def _glimpse(self, role, name, shown=True, sure=False):
        for thing in self.walk(sure):
            try:
                if (role is None or thing.role == role) and fits(thing.name, name) and (not shown or thing.shown):
                    return thing
            except GLib.Error:
                continue
        return None

    def see(self, role=None, name=None, shown=True):
        """The first that fits right now, or None: then it is not there for sure."""
        return self._glimpse(role, name, shown) or self._glimpse(role, name, shown, sure=True)

    def find(self, role=None, name=None, shown=True, patience=None):
        wanted = name.pattern if isinstance(name, re.Pattern) else name
        return wait(lambda: self._glimpse(role, name, shown), f'{role or "anything"} “{wanted}”', patience)

    def gone(self, role=None, name=None, patience=None):
        wait(lambda: not self._glimpse(role, name) and not self.see(role, name), f'end of {role} “{name}”', patience)

    def says(self, text, patience=None):
        """Waits until any shown label below says this (a string, or a compiled pattern)."""
        def look():
            for thing in self.walk():
                try:
                    if thing.role in READABLE and thing.shown and (fits(thing.name, text) or fits(thing.text, text)):
                        return thing
                except GLib.Error:
                    continue
            return None
        return wait(look, f'the words “{getattr(text, "pattern", text)}”', patience)

    @property
    def words(self):
        """Everything that can be read below this, in order, without doubles in a row."""
        lines = []
        for thing in self.walk():
            try:
                line = thing.shown and (thing.name or thing.text)
                if line and (not lines or lines[-1] != line):
                    lines.append(line)
            except GLib.Error:
                continue
        return '\n'.join(lines)

    # ---- acting ----

    @property
    def actions(self):
        return self.accessible.actions

    def do(self, action, patience=None):
        """A named action, which GTK lists only while it is enabled."""
        wait(lambda: action in self.actions, f'action {action} of “{self.name}”', patience)
        assert self.accessible.do(action), f'{action} was refused'

    def click(self, patience=None):
        wait(lambda: self.sensitive, f'“{self.name}” to be sensitive', patience)
        for action in ('click', 'activate', 'toggle'):
            if action in self.actions:
                self.do(action)
                return self
        for inner in self.walk():           # menu buttons and switch rows hold what can be pressed
            for action in ('click', 'toggle'):
                if action in inner.actions:
                    inner.do(action)
                    return self
        self.tab_to()                       # rows that are buttons offer no action: they are reached and pressed by key
        keys('Return')
        return self

    def press(self, name, role=None, patience=None):
        """Presses the button with this label."""
        def look():
            for wanted in (role,) if role else ('button', 'push button', 'toggle button', 'link', 'menu item'):
                found = self._glimpse(wanted, name)
                if found:
                    return found
            return None
        return wait(look, f'button “{getattr(name, "pattern", name)}”', patience).click(patience)

    def entry(self, name, patience=None):
        """The field with this label: of a row it is the text inside."""
        def look():
            for thing in self.walk():
                if fits(thing.name, name) and thing.is_editable and thing.shown:
                    return thing
            return None
        return wait(look, f'field “{getattr(name, "pattern", name)}”', patience)

    def type(self, text):
        wait(lambda: self.sensitive, f'“{self.name}” to be sensitive')
        assert self.accessible.set_text(text), f'“{self.name}” takes no text'
        return self

    def focus(self):
        self.accessible.grab_focus()
        wait(self._is_focused, f'focus on “{self.name}”', 5)
        return self

    def _is_focused(self):
        return self.has(State.FOCUSED) or any(inner.has(State.FOCUSED) for inner in self.walk())

    def tab_to(self, most=80):
        """Walks with the Tab key until this has the keyboard, as one without a mouse does."""
        for _ in range(most):
            if self._is_focused():
                return self
            keys('Tab')
            time.sleep(0.05)
        raise NotSeen(f'“{self.name}” is not reached with the Tab key')

    def point_at(self, button=1):
        """Presses the mouse in the middle of this, or nearer to its start where it may reach out of the window. GTK tells
        places a few pixels off, so only for big things."""
        x, y, width, height = self.accessible.extents
        subprocess.run(['xdotool', 'mousemove', str(x + min(width // 2, 150) + 5), str(y + height // 2 + 5),
                        'click', str(button)], check=True)
        return self

    def select(self, index):
        """Selects the n-th child of a list."""
        assert self.accessible.select_child(index), f'“{self.name}” has no {index}. choice'
        return self

    def select_row(self, name, patience=None):
        """Selects the row of a list or table whose text is or holds this."""
        wanted = name if isinstance(name, re.Pattern) else re.compile(re.escape(name))

        def look():
            for table in [self, *self.walk()]:
                if 'Selection' in table.accessible.interfaces:
                    for index, row in enumerate(table.children):
                        if fits(row.name, wanted) or fits(row.words, wanted):
                            return table, index
            return None
        table, index = wait(look, f'row “{wanted.pattern}”', patience)
        table.select(index)
        return table.children[index]

    def set_value(self, value):
        assert self.accessible.set_value(value), f'“{self.name}” takes no number'
        return self

    def choose(self, name, patience=None):
        """Chooses in a combo row as a person does: its list opens with a click, arrows walk to the choice.
        The choices of the list have no names of their own; what they hold is read."""
        self.point_at()

        def choices():
            lists = [thing for thing in self.walk() if thing.role == 'list' and thing.shown]
            rows = [thing for thing in lists[-1].children if thing.role == 'list item'] if len(lists) > 1 else []
            return next(([rows, index] for index, row in enumerate(rows) if fits(row.words, name)), None)
        wait(choices, f'choice “{getattr(name, "pattern", name)}”', patience)
        if self._searches():
            write(name if isinstance(name, str) else name.pattern)
            wait(lambda: len(choices()[0]) == 1, 'the list to hold what was typed', patience)
            keys('Down')
        rows, index = choices()
        wait(lambda: any(row.has(State.FOCUSED) for row in rows), 'the list to have the keyboard', patience)
        for _ in range(2 * len(rows)):
            at = next((place for place, row in enumerate(rows) if row.has(State.FOCUSED)), index)
            if at == index:
                break
            keys('Down' if at < index else 'Up')
            wait(lambda: not rows[at].has(State.FOCUSED), 'the focus to move', 5)
        keys('Return')
        wait(lambda: not choices(), 'the list to close', patience)
        return self

    def _searches(self):
        """Whether the open list of this combo row has a field to search with."""
        return any(thing.is_editable and thing.shown for thing in self.walk())

    @property
    def choice(self):
        """What a combo row shows as chosen."""
        lists = [thing for thing in self.walk() if thing.role == 'list' and thing.shown]
        return lists[0].words if lists else ''

    @property
    def root(self):
        thing = self
        while True:
            parent = thing.parent
            if parent is None or parent.role == 'application':
                return thing
            thing = parent

    def tree(self, depth=0):
        """The whole tree as text, for a failure's log."""
        lines = []
        for child in self.children:
            try:
                mark = '' if child.shown else ' (hidden)'
                text = f' = {child.text!r}' if child.text and child.text != child.name else ''
                lines.append(f'{"  " * depth}{child.role} “{child.name}”{text}{mark}')
                if child.shown or depth < 2:
                    lines.append(child.tree(depth + 1))
            except GLib.Error:
                continue
        return '\n'.join(line for line in lines if line)


def keys(*combinations):
    """Presses keys on the display, as `xdotool key` names them: 'ctrl+n', 'Tab', 'alt+c'."""
    subprocess.run(['xdotool', 'key', '--delay', '25', *combinations], check=True)


def write(text):
    subprocess.run(['xdotool', 'type', '--delay', '12', text], check=True)


def desktop():
    """The programs with windows."""
    return [Thing(root) for root in applications()]


class Console:
    """A running console; ends it when left, and tells the window's tree when a test failed."""

    def __init__(self, build, home=None, arguments=(), environment=None, dark=False, size=None):
        self.build = pathlib.Path(build).resolve()
        scratch = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
        self.home = pathlib.Path(home or scratch / 'depot')
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log_path = scratch / f'console-{time.monotonic_ns()}.log'
        self.arguments = arguments
        self.size = size
        self.environment = program_environment(self.build, self.home)
        if dark:
            self.environment['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
        self.environment.update(environment or {})
        self.process = None

    def __enter__(self):
        with open(self.log_path, 'wb') as log:
            self.process = subprocess.Popen([self.build / 'src/ui/cloud-depot', *self.arguments], env=self.environment,
                                            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            self.application = wait(self._application, 'the console', 40)
            self.window = self.application.find('frame', patience=40)
            if self.size:
                self.resize(*self.size)
            # Without a window manager nobody else gives the window the keyboard.
            subprocess.run(['xdotool', 'windowfocus', '--sync', self.window_id()], timeout=20)
        except NotSeen:
            self._tell()
            self.stop()
            raise
        return self

    def _application(self):
        if self.process.poll() is not None:
            raise NotSeen(f'The console ended with {self.process.returncode}')
        root = application_of(self.process.pid)
        return Thing(root) if root else None

    def __exit__(self, kind, value, trace):
        if kind:
            self._tell()
        self.stop()
        return False

    def _tell(self):
        print('# ---- the console said', file=sys.stderr)
        print(self.log, file=sys.stderr)
        try:
            print('# ---- the window showed\n' + self.application.tree(), file=sys.stderr)
        except (AttributeError, GLib.Error):
            pass

    @property
    def log(self):
        return self.log_path.read_text(encoding='utf-8', errors='replace')

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def find(self, *arguments, **more):
        return self.application.find(*arguments, **more)

    def says(self, *arguments, **more):
        return self.application.says(*arguments, **more)

    def press(self, *arguments, **more):
        return self.application.press(*arguments, **more)

    def window_id(self):
        """The main window; a list that hangs open is a smaller one of its own."""
        def size_of(window):
            told = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True, text=True).stdout
            facts = dict(line.split('=') for line in told.splitlines() if '=' in line)
            return int(facts.get('WIDTH', 0)) * int(facts.get('HEIGHT', 0))

        def look():
            found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                                   capture_output=True, text=True).stdout.split()
            return max(found, key=size_of) if found else None
        return wait(look, "the console's window on the display")

    def geometry(self):
        told = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', self.window_id()], capture_output=True, text=True,
                              check=True).stdout
        facts = dict(line.split('=') for line in told.splitlines() if '=' in line)
        return '{WIDTH}x{HEIGHT}+{X}+{Y}'.format(**facts)

    def resize(self, width, height):
        window = self.window_id()
        subprocess.run(['xdotool', 'windowsize', '--sync', window, str(width), str(height), 'windowmove', window, '0', '0'],
                       check=True, timeout=20)

    def picture(self, path):
        """The window with all that hangs open over it, once two pictures in a row are the same."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = None

        def still():
            nonlocal before
            now = subprocess.run(['import', '-window', 'root', '-crop', self.geometry(), '+repage', 'png:-'], capture_output=True, check=True).stdout
            same, before = now == before, now
            return same
        try:
            wait(still, 'a window that stands still', 4)
        except NotSeen:
            pass                          # a spinner may well be in the picture
        path.write_bytes(before)
        return path


def change_browser(log, mode):
    """What the browser does from now on; see tests/peers/browser.mjs."""
    pathlib.Path(f'{log}.mode').write_text(mode)


def open_in_browser(address, environment):
    """Opens the address in the browser as a person does who pasted it; waits until they are through."""
    return subprocess.run(['node', BROWSER, address], env={**os.environ, **environment}, timeout=60).returncode


def clipboard():
    """The text another program put there."""
    return subprocess.run([sys.executable, '-c', READ_CLIPBOARD], capture_output=True, text=True, timeout=30, check=True).stdout


def program_environment(build, home):
    """What uninstalled programs need to find their parts, with all state below home."""
    build, home = pathlib.Path(build), pathlib.Path(home)
    source = pathlib.Path(__file__).resolve().parent.parent.parent
    return {**os.environ, 'DEPOT_HOME': str(home), 'DEPOT_LIBEXECDIR': str(build / 'src/practice'),
            'XDG_DATA_DIRS': f'{source / "data"}:/usr/local/share:/usr/share',
            'DEPOT_DATADIR': str(source / 'data'), 'GSETTINGS_SCHEMA_DIR': str(build / 'data'),
            'GSETTINGS_BACKEND': 'keyfile', 'G_DEBUG': 'fatal-criticals'}


def depotctl(build, home, *arguments, **options):
    """Runs the command line to its end; subprocess.CompletedProcess with text."""
    return subprocess.run([str(pathlib.Path(build).resolve() / 'src/cli/depotctl'), *map(str, arguments)],
                          env=program_environment(pathlib.Path(build).resolve(), home), capture_output=True, text=True,
                          timeout=options.pop('timeout', 120), **options)


def use_browser(account='admin@contoso.com', mode='sign-in'):
    """Makes tests/peers/browser.mjs the web browser of this test's desktop; returns the path of its log and
    the environment the program under test needs."""
    scratch = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
    applications = pathlib.Path(os.environ['XDG_DATA_HOME']) / 'applications'
    applications.mkdir(parents=True, exist_ok=True)
    (applications / 'test-browser.desktop').write_text(
        '[Desktop Entry]\nType=Application\nName=Browser\nNoDisplay=true\n'
        f'Exec=node "{BROWSER}" %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n')
    (pathlib.Path(os.environ['XDG_CONFIG_HOME']) / 'mimeapps.list').write_text(
        '[Default Applications]\nx-scheme-handler/http=test-browser.desktop\nx-scheme-handler/https=test-browser.desktop\n')
    log = scratch / 'browser.log'
    log.touch()
    return log, {'DEPOT_TEST_ACCOUNT': account, 'DEPOT_TEST_BROWSER': mode, 'DEPOT_TEST_BROWSER_LOG': str(log)}
