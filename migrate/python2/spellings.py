"""What Python 3 calls the builtins, modules and attributes of Python 2
(https://docs.python.org/3/whatsnew/3.0.html)."""

from __future__ import annotations

BUILTINS = {
    "xrange": "range",
    "unicode": "str",
    "basestring": "str",
    "unichr": "chr",
    "long": "int",
    "raw_input": "input",
    "buffer": "memoryview",
    "StandardError": "Exception",
}

#: Modules that only moved: ``import old`` becomes ``import new as old``, so that no use of it
#: changes.
MODULES = {
    "cPickle": "pickle",
    "cStringIO": "io",
    "StringIO": "io",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "robotparser": "urllib.robotparser",
    "Queue": "queue",
    "ConfigParser": "configparser",
    "Tkinter": "tkinter",
    "tkMessageBox": "tkinter.messagebox",
    "tkFileDialog": "tkinter.filedialog",
    "ttk": "tkinter.ttk",
    "HTMLParser": "html.parser",
    "htmlentitydefs": "html.entities",
    "httplib": "http.client",
    "cookielib": "http.cookiejar",
    "Cookie": "http.cookies",
    "BaseHTTPServer": "http.server",
    "SimpleHTTPServer": "http.server",
    "SocketServer": "socketserver",
    "xmlrpclib": "xmlrpc.client",
    "__builtin__": "builtins",
    "copy_reg": "copyreg",
    "thread": "_thread",
    "commands": "subprocess",
    "anydbm": "dbm",
    "repr": "reprlib",
    "UserDict": "collections",
    "UserList": "collections",
    "UserString": "collections",
}

#: Modules that are gone, with what to use.
GONE_MODULES = {
    "md5": "use hashlib.md5",
    "sha": "use hashlib.sha1",
    "sets": "set and frozenset are builtin",
    "exceptions": "exceptions are builtin",
    "new": "use the classes of types",
    "popen2": "use subprocess",
    "compiler": "use ast",
    "mimetools": "use email",
    "rfc822": "use email",
    "htmllib": "use html.parser",
    "sgmllib": "use html.parser",
    "user": "drop it",
}

#: Codecs between bytes, which str.encode and str.decode do not take any more.
BYTES_CODECS = frozenset(
    {"hex", "base64", "zlib", "bz2", "rot13", "rot_13", "uu", "quopri", "string_escape"}
)

#: Modules of the old PIL that people imported without its package.
PIL_MODULES = frozenset(
    {"Image", "ImageDraw", "ImageFont", "ImageFilter", "ImageOps", "ImageEnhance"}
)

#: Where the parts of Python 2's urllib and urllib2 live.
URLLIB = {
    "urlretrieve": "urllib.request",
    "urlopen": "urllib.request",
    "urlcleanup": "urllib.request",
    "URLopener": "urllib.request",
    "FancyURLopener": "urllib.request",
    "pathname2url": "urllib.request",
    "url2pathname": "urllib.request",
    "getproxies": "urllib.request",
    "Request": "urllib.request",
    "build_opener": "urllib.request",
    "install_opener": "urllib.request",
    "HTTPHandler": "urllib.request",
    "HTTPSHandler": "urllib.request",
    "HTTPCookieProcessor": "urllib.request",
    "ProxyHandler": "urllib.request",
    "urlencode": "urllib.parse",
    "quote": "urllib.parse",
    "quote_plus": "urllib.parse",
    "unquote": "urllib.parse",
    "unquote_plus": "urllib.parse",
    "ContentTooShortError": "urllib.error",
    "HTTPError": "urllib.error",
    "URLError": "urllib.error",
}

#: ``module.attribute`` that has another name now.
ATTRIBUTES = {
    "sys.maxint": "sys.maxsize",
    "sys.exc_type": "sys.exc_info()[0]",
    "sys.exc_value": "sys.exc_info()[1]",
    "sys.exc_traceback": "sys.exc_info()[2]",
    "os.getcwdu": "os.getcwd",
    "string.letters": "string.ascii_letters",
    "string.lowercase": "string.ascii_lowercase",
    "string.uppercase": "string.ascii_uppercase",
    "string.maketrans": "str.maketrans",
    "string.atoi": "int",
    "string.atol": "int",
    "string.atof": "float",
    "itertools.izip": "zip",
    "itertools.imap": "map",
    "itertools.ifilter": "filter",
    "itertools.izip_longest": "itertools.zip_longest",
    "itertools.ifilterfalse": "itertools.filterfalse",
    "types.StringType": "str",
    "types.UnicodeType": "str",
    "types.StringTypes": "str",
    "types.IntType": "int",
    "types.LongType": "int",
    "types.FloatType": "float",
    "types.BooleanType": "bool",
    "types.ListType": "list",
    "types.TupleType": "tuple",
    "types.DictType": "dict",
    "types.NoneType": "type(None)",
    "types.ObjectType": "object",
}

#: Names that ``from itertools import`` no longer gives, and what gives them.
ITERTOOLS = {"izip": "zip", "imap": "map", "ifilter": "filter"}
ITERTOOLS_RENAMED = {"izip_longest": "zip_longest", "ifilterfalse": "filterfalse"}

#: Functions of ``string`` that are methods of str: ``string.join(xs, sep)`` is ``sep.join(xs)``.
STRING_METHODS = frozenset(
    {
        "capitalize",
        "center",
        "count",
        "expandtabs",
        "find",
        "index",
        "ljust",
        "lower",
        "lstrip",
        "replace",
        "rfind",
        "rindex",
        "rjust",
        "rstrip",
        "split",
        "splitfields",
        "strip",
        "swapcase",
        "translate",
        "upper",
        "zfill",
    }
)

#: Attributes of functions and methods.
FUNCTION_ATTRIBUTES = {
    "func_name": "__name__",
    "func_code": "__code__",
    "func_defaults": "__defaults__",
    "func_globals": "__globals__",
    "func_doc": "__doc__",
    "func_dict": "__dict__",
    "func_closure": "__closure__",
    "im_func": "__func__",
    "im_self": "__self__",
}

DICT_METHODS = {
    "iteritems": "items",
    "itervalues": "values",
    "iterkeys": "keys",
    "viewitems": "items",
    "viewvalues": "values",
    "viewkeys": "keys",
}

SPECIAL_METHODS = {
    "__nonzero__": "__bool__",
    "__div__": "__truediv__",
    "__idiv__": "__itruediv__",
    "__rdiv__": "__rtruediv__",
    "__unicode__": "__str__",
}

#: Methods that nothing calls any more, with what to write instead.
GONE_METHODS = {
    "__cmp__": "define __lt__ and __eq__ (see functools.total_ordering)",
    "__getslice__": "handle slice objects in __getitem__",
    "__setslice__": "handle slice objects in __setitem__",
    "__delslice__": "handle slice objects in __delitem__",
    "__coerce__": "convert in the operators themselves",
}
