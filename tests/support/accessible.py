# SPDX-License-Identifier: GPL-3.0-or-later
"""What assistive technology is told of a window, asked of the program itself over the accessibility bus
(AT-SPI 2, the D-Bus interfaces org.a11y.atspi.*).

A screen reader's own library asks for one fact of one object at a time. Tests look at whole windows again
and again, so here one call (Cache.GetItems) brings every object with its name, role and states; only what is
acted on or waited for is asked singly. An object that is gone answers with a GLib.Error.
"""
import contextlib
import enum
import functools

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib   # noqa: E402

INTERFACE = 'org.a11y.atspi.'
CACHE = '/org/a11y/atspi/cache'
ROOT = '/org/a11y/atspi/accessible/root'
ANSWER_MS = 10000


class State(enum.IntEnum):
    """Places in the set of states; numbers of AT-SPI."""
    ACTIVE = 1
    CHECKED = 4
    EXPANDED = 10
    FOCUSED = 12
    PRESSED = 20
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    READ_ONLY = 43


@functools.cache
def bus():
    """The accessibility bus of this session; its launcher is started by the question."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address, = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                 Gio.DBusCallFlags.NONE, ANSWER_MS, None)
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


def ask(owner, path, interface, method, signature='()', *arguments):
    """The answer's first value, or None."""
    answer = bus().call_sync(owner, path, interface, method, GLib.Variant(signature, arguments), None,
                             Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()
    return answer[0] if answer else None


@functools.cache
def role_name(number):
    """As screen readers' library names it."""
    return Atspi.role_get_name(Atspi.Role(number))


def applications():
    """The root objects of all programs on the bus."""
    return Accessible('org.a11y.atspi.Registry', ROOT).children


def application_of(process_id):
    """A program's root object once it shows something, or None."""
    for root in applications():
        try:
            if root.process_id == process_id and root.children:
                return root
        except GLib.Error:
            continue          # just left the bus
    return None


class Accessible:
    """One object; equal to another that stands for the same."""

    def __init__(self, owner, path):
        self.owner = owner
        self.path = path

    def __eq__(self, other):
        return isinstance(other, Accessible) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    def ask(self, interface, method, signature='()', *arguments):
        return ask(self.owner, self.path, INTERFACE + interface, method, signature, *arguments)

    def read(self, interface, name):
        return ask(self.owner, self.path, 'org.freedesktop.DBus.Properties', 'Get', '(ss)', INTERFACE + interface, name)

    # ---- facts ----

    @property
    def name(self):
        return self.read('Accessible', 'Name')

    @property
    def description(self):
        return self.read('Accessible', 'Description')

    @property
    def role(self):
        return role_name(self.ask('Accessible', 'GetRole'))

    @property
    def states(self):
        low, high = self.ask('Accessible', 'GetState')
        return low | high << 32

    @functools.cached_property
    def interfaces(self):
        return {name.removeprefix(INTERFACE) for name in self.ask('Accessible', 'GetInterfaces')}

    @property
    def children(self):
        return [Accessible(*child) for child in self.ask('Accessible', 'GetChildren')]

    @property
    def parent(self):
        """None for a program's root."""
        owner, path = self.read('Accessible', 'Parent')
        return Accessible(owner, path) if owner and not path.endswith('/null') and owner == self.owner else None

    @property
    def process_id(self):
        return ask('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                   '(s)', self.owner)

    @property
    def text(self):
        return self.ask('Text', 'GetText', '(ii)', 0, -1) if 'Text' in self.interfaces else ''

    @property
    def is_editable(self):
        return 'EditableText' in self.interfaces

    @property
    def extents(self):
        """x, y, width and height in the window."""
        return self.ask('Component', 'GetExtents', '(u)', 1)

    # ---- actions ----

    @property
    def actions(self):
        """Names; GTK lists an action only while it is enabled."""
        if 'Action' not in self.interfaces:
            return []
        names = []
        for index in range(self.read('Action', 'NActions')):
            try:
                names.append(self.ask('Action', 'GetName', '(i)', index))
            except GLib.Error as error:
                if 'No action with index' not in error.message:
                    raise
        return names

    def do(self, action):
        return self.ask('Action', 'DoAction', '(i)', self.actions.index(action))

    def grab_focus(self):
        try:
            self.ask('Component', 'GrabFocus')
        except GLib.Error as error:
            if 'does not exist' in error.message:
                raise         # else GTK 4.18 moved the focus and answered without the expected value

    def set_text(self, text):
        return self.ask('EditableText', 'SetTextContents', '(s)', text)

    def select_child(self, index):
        return self.ask('Selection', 'SelectChild', '(i)', index)

    def set_value(self, value):
        ask(self.owner, self.path, 'org.freedesktop.DBus.Properties', 'Set', '(ssv)', INTERFACE + 'Value',
            'CurrentValue', GLib.Variant('d', value))
        return self.read('Value', 'CurrentValue') == value


class Sight:
    """What one object was when everything was looked at."""

    def __init__(self, item):
        (owner, path), _, (_, self.parent), self.index, self.child_count, interfaces, self.name, role, self.description, (low, high) = item
        self.accessible = Accessible(owner, path)
        self.accessible.interfaces = {name.removeprefix(INTERFACE) for name in interfaces}
        self.states = low | high << 32
        self.role = role_name(role)
        self.below = []

    @property
    def is_whole(self):
        """Whether what said it is below this is what this says: as many, each in a place of its own."""
        return [below.index for below in self.below] == list(range(self.child_count))


def look(owner):
    """Sights of all objects by their paths, each with those below it in order."""
    sights = {item[0][1]: Sight(item) for item in ask(owner, CACHE, INTERFACE + 'Cache', 'GetItems')}
    for sight in sights.values():
        if sight.index >= 0 and sight.parent in sights:
            sights[sight.parent].below.append(sight)
    for sight in sights.values():
        sight.below.sort(key=lambda below: below.index)
    return sights


def awake(accessible, known):
    """GTK tells of an object only after somebody asked for it; asks for those below that are not known yet. Its children."""
    children = accessible.children
    for child in children:
        if child.path not in known:
            with contextlib.suppress(GLib.Error):       # gone meanwhile
                awake(child, known)
    return [child.path for child in children]


def ask_below(accessible):
    """The same one by one, for programs of older toolkits, which tell nothing as a whole."""
    for child in accessible.children:
        yield child, child
        with contextlib.suppress(GLib.Error):           # gone meanwhile
            yield from ask_below(child)


def look_below(accessible, sure=False):
    """What is below an object, each followed by what is below itself: pairs of the object and of what was seen of it a
    moment ago. sure: every object is asked for its children, not only those whose children do not fit together."""
    asked = {}

    def walk(sight):
        paths = asked.get(sight.accessible.path)
        for below in sight.below if paths is None else [sights[path] for path in paths if path in sights]:
            yield below.accessible, below
            yield from walk(below)

    while True:
        try:
            sights = look(accessible.owner)
        except GLib.Error as error:
            if 'GetItems' not in error.message:
                raise
            return ask_below(accessible)
        if accessible.path not in sights:
            raise GLib.Error(f'Object does not exist at path “{accessible.path}”')
        start = sights[accessible.path]
        unsure = [sight for sight in (start, *(sight for _, sight in walk(start)))
                  if sight.accessible.path not in asked and (sure or not sight.is_whole)]
        if not unsure:
            return walk(start)
        for sight in unsure:
            asked[sight.accessible.path] = []
            with contextlib.suppress(GLib.Error):
                asked[sight.accessible.path] = awake(sight.accessible, sights)
