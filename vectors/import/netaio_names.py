"""What `netaio.py` adds to the samples by hand: by the number of a sample the name of its case, the rules that it
cites, and where the strict outcome differs from upstream's."""

ODD = ("robustness", "low")
BUGS = {
    "not-canonical": ("malleability", "low"), "missing-field": ("auth-bypass", "high"),
    "script-false": ("forgery", "critical"), "script-failed": ("robustness", "medium"),
    "unsupported-instruction": ("auth-bypass", "high"), "bad-field": ("malleability", "medium"),
}
LENIENT = ("packify-canonical", "unchecked")
ALL = ("vm-instructions", "all")

# Captures that are played first: with the quick cases of the generator they touch every operation, code and rule.
QUICK = {
    "pack/dict-hmac-fields", "unpack/dict-hmac-fields", "unpack/list-category-41", "encode/request-uri",
    "decode/request-uri", "answer/not-found", "derive/two-parts", "keystream/from-33", "keystream/0-0-8", "mac/key-32",
    "mac/0-0-8-message-31", "sealed/make", "sealed/open", "hmac/make-default", "hmac/make-0-0-8", "hmac/check-default",
    "stream/encrypt-long", "stream/encrypt-0-0-8", "stream/decrypt-long", "x25519/keys-sender", "x25519/encrypt-with-uri",
    "x25519/decrypt-with-uri", "tapescript/make-single", "tapescript/check-single", "tapescript/lock-single",
    "tapescript/run-true", "peer-message/advertise", "layers/cipher-and-hmac", "layers/open-cipher-and-hmac",
}

# Sample -> (name, about) of `netaio.packify.pack`, and of `.unpack` of the same bytes.
PACKED = {
    1: ("none", "none"), 2: ("true", "true"), 3: ("false", "false"), 4: ("int-0", "the int 0"), 5: ("int-1", "the int 1"),
    6: ("int-255", "the largest int of one byte"), 7: ("int-256", "the smallest int of two bytes"),
    8: ("int-65535", "the largest int of two bytes"), 9: ("int-65536", "the smallest int of four bytes"),
    10: ("int-u32-max", "the largest int of four bytes"), 12: ("int-u64-max", "an int of eight bytes"),
    13: ("int-2-to-64", "an int of nine bytes"), 14: ("int-minus-1", "the int -1"),
    15: ("int-minus-255", "the smallest int of one byte"), 16: ("int-minus-256", "a negative int of two bytes"),
    18: ("int-minus-2-to-32", "a negative int of five bytes"), 21: ("int-minus-256-bytes", "a negative int of 256 bytes"),
    22: ("float-0", "the float 0"), 23: ("float-1-5", "a float"), 24: ("float-minus-0", "the float -0"),
    25: ("float-infinity", "an infinite float"), 28: ("bytes-255", "the longest bytes with a length of one byte"),
    29: ("bytes-256", "the shortest bytes with a length of two bytes"),
    30: ("bytes-65536", "the shortest bytes with a length of four bytes"), 32: ("str-0", "an empty str"),
    33: ("str", "a str"), 34: ("str-unicode", "a str with characters of two and three bytes"),
    36: ("decimal-exponent", "a Decimal with an exponent"), 37: ("list-0", "an empty list"), 38: ("list-1", "a list of one item"),
    39: ("list-mixed", "a list of three types"), 40: ("list-long-item", "a list with an item of 300 bytes, so all lengths have two"),
    42: ("tuple", "a tuple"), 43: ("set-0", "an empty set"), 44: ("set-ints", "a set of ints"),
    45: ("set-order", "members of a set stand in the order of their packed bytes"), 46: ("dict-0", "an empty dict"),
    47: ("dict-order", "pairs of a dict stand in the order of their packed bytes"),
    48: ("dict-hmac-fields", "the auth fields of the hmac plugin: ts, hmac, nonce"),
    49: ("dict-two-ivs", "the auth fields of two stream ciphers"), 51: ("list-nested", "three lists, one within the other"),
    52: ("dict-peer-data", "peer data with both public keys"), 54: ("list-256", "the shortest list with a count of two bytes"),
}

# Sample -> (name, about, rule, strict refusal or None, base) of `netaio.packify.unpack`.
UNPACKED = {
    58: ("none-category-4", "none with a category", 7, "not-canonical", "none"),
    59: ("bool-2", "a bool that is neither 00 nor 01", 7, "not-canonical", "true"),
    60: ("bool-category-1", "a bool with a category", 7, "not-canonical", "true"),
    62: ("code-09", "there is no type 09", 2, "unknown-code", "none"),
    63: ("list-no-category", "a list without a category", 2, "unknown-code", "list-1"),
    64: ("list-code-only", "a list that ends before its item category", 1, "short", "list-1"),
    65: ("list-no-count", "a list that ends before its count", 1, "short", "list-1"),
    66: ("list-no-lengths", "a list that ends before the length of its item", 1, "short", "list-1"),
    67: ("list-empty-item", "an item of no bytes", 1, "short", "list-1"),
    68: ("list-category-00", "the item category 00", 3, "bad-category", "list-0"),
    70: ("list-category-41", "the item category 41", 3, "bad-category", "list-0"),
    71: ("list-2-to-32", "a list of 2^32 - 1 items, of which none is there", 1, "short", "list-1"),
    72: ("dict-item-int", "an item of a dict that is no tuple", 4, "bad-value", "dict-order"),
    74: ("set-1-and-255", "a set in the order of its packed members", None, None, None),
    75: ("set-of-list", "a member of a set that is a list", 4, "bad-value", "set-ints"),
    76: ("dict-short-pair", "a pair whose items are longer than it", 1, "short", "dict-order"),
    77: ("dict-short-key", "a pair whose key ends before its count", 1, "short", "dict-order"),
    79: ("bytes-short", "bytes that end before their last", 1, "short", "bytes-255"),
    80: ("bytes-trailing", "a byte behind the value", 7, "not-canonical", "bytes-255"),
    82: ("bytes-category-2", "one byte with a length of two bytes", 7, "not-canonical", "bytes-255"),
    83: ("bytes-category-4-short", "a length of four bytes, and nothing behind it", 1, "short", "bytes-65536"),
    84: ("int-2", "the int 2", None, None, None),
    85: ("int-short-1", "an int that ends before its number", 1, "short", "int-1"),
    86: ("int-short-2", "an int of two bytes that ends after one", 1, "short", "int-256"),
    87: ("int-short-4", "an int of four bytes that ends after three", 1, "short", "int-65536"),
    90: ("int-no-bytes", "an int of no bytes", 7, "not-canonical", "int-0"),
    91: ("int-sized-1", "a small int in the layout of large ones", 7, "not-canonical", "int-1"),
    94: ("int-leading-zero", "a leading zero, and a byte behind the value", 7, "not-canonical", "int-1"),
    95: ("int-minus-0", "a negative zero", 7, "not-canonical", "int-minus-1"),
    96: ("int-minus-no-bytes", "a negative int of no bytes", 7, "not-canonical", "int-minus-1"),
    97: ("int-big-short", "a big int that ends before its only byte", 1, "short", "int-minus-256-bytes"),
    98: ("int-big-1", "a small int in the layout of the largest ones", 7, "not-canonical", "int-2"),
    99: ("int-big-category-1", "the layout of the largest ints, with a category", 7, "not-canonical", "int-255"),
    101: ("bool-short", "a bool without its value", 1, "short", "true"),
    102: ("float-short-0", "a float without a byte", 1, "short", "float-1-5"),
    103: ("float-short-7", "a float of seven bytes", 1, "short", "float-1-5"),
    104: ("float-category-1", "a float with a category", 7, "not-canonical", "float-1-5"),
    106: ("decimal-nan", "a Decimal that is no number", None, None, None),
    107: ("decimal-not-utf8", "a Decimal whose text is not UTF-8", 4, "bad-value", "decimal-exponent"),
    109: ("packable-short", "a Packable that ends before its lengths", 1, "short", "none"),
    110: ("packable", "a Packable, whole", 5, "unsupported-value", "none"),
    111: ("dict-same-keys", "one key twice", 7, "not-canonical", "dict-order"),
    112: ("dict-not-sorted", "a dict whose pairs are exchanged", 7, "not-canonical", "dict-order"),
    113: ("dict-category-2", "an empty dict with lengths of two bytes, and bytes behind it", 7, "not-canonical", "dict-0"),
    114: ("code-10", "there is no type 10", 2, "unknown-code", "none"),
    115: ("code-ff", "there is no type 3f, with a category", 2, "unknown-code", "none"),
    116: ("code-3f", "there is no type 3f", 2, "unknown-code", "none"),
}

MESSAGES = {137: ("uri-alone", "a URI and no content"), 138: ("request-uri", "the message of upstream's own document"),
            139: ("uri-300", "a URI whose length needs two bytes"), 140: ("one-field", "an auth field of the application's own"),
            143: ("every-byte", "every byte in URI and content")}

# Sample -> (name, about, kind, members) of `netaio.message.answer`.
ANSWERS = {
    145: ("error-not-found", "the text of an error that says what was not found", "error", {"text": b"not found"}),
    146: ("error-hmac", "the text of an error after the hmac plugin refused", "error", {"text": b"HMAC auth failed"}),
    147: ("error-tapescript", "the text of an error after the tapescript plugin refused", "error", {"text": b"tapescript auth failed"}),
    150: ("not-found", "nothing is told", "not-found", {}), 151: ("not-found-uri", "a URI is told", "not-found", {"uri": b"u"}),
    152: ("not-permitted", "nothing is told", "not-permitted", {}),
    155: ("respond", "text and URI are told", "respond", {"text": b"x", "uri": b"u"}),
}

DERIVED = {156: ("one-part", "one part"), 157: ("two-parts", "two parts"),
           158: ("enc", "the key of a key stream"), 159: ("mac", "the key of a MAC")}
STREAMS = {161: ("100-bytes", "more than three blocks"), 162: ("from-33", "from within the second block"),
           163: ("from-64", "from the start of the third block"), 164: ("no-iv", "an IV of no bytes")}
MACS = {166: ("key-32", "a key of 32 bytes"), 167: ("message-200", "a message longer than the block"), 168: ("key-5", "a short key")}
MACS_0_0_8 = {0: ("message-0", "an empty message, so the key is hashed"), 7: ("message-7", "a message shorter than the key, so that is hashed"),
              200: ("message-200", "a message longer than the block"), 31: ("message-31", "a message one byte shorter than the key"),
              32: ("message-32", "a message as long as the key, which is used as it is")}
HMACS = {170: ("default", "the usual names"), 171: ("secret-bytes", "a secret of bytes, an empty body"),
         172: ("readme", "the secret of upstream's own document"), 173: ("names", "other names of all three fields"),
         174: ("kept", "nonce and time are there already, and kept"), 175: ("nonce-15", "a nonce of 15 bytes is replaced"),
         177: ("time-0", "a time that is 0 is kept"), 178: ("time-5-bytes", "a time of five bytes in the fields")}
CIPHERS = {181: ("empty", "an empty body: two bytes, split after the first"), 183: ("content", "the URI stays in clear"),
           184: ("content-0", "nothing is encrypted"), 185: ("names", "another name of the IV"),
           186: ("long", "more than 33 blocks of key stream"), 187: ("iv-there", "an IV that is there already is replaced")}
BOXES = {188: ("content", "the URI stays in clear"), 189: ("empty", "an empty content"), 190: ("with-uri", "the URI is encrypted too"),
         191: ("reverse", "the other direction")}
TAPES = {192: ("single", "a lock of one key"), 193: ("empty-body", "an empty body"), 194: ("1004", "the largest body that can be signed"),
         195: ("wrong-key", "a lock of another key"), 196: ("key-hash", "a lock of the hash of a key"), 197: ("multi-1-of-2", "one of two keys"),
         198: ("multi-2-of-3", "two of three keys"), 200: ("taproot-script", "a committed script and its internal key"),
         201: ("flags-02", "the nonce is left out of the signature, and the lock allows it"),
         202: ("flags-02-not-allowed", "the nonce is left out of the signature, and the lock does not allow it"),
         203: ("nonce-10", "a nonce of 10 bytes")}
TAPES_MADE = {192, 193, 194, 195}
TAPES_REFUSED = {195: ("script-false", 9, None), 202: ("script-failed", 9, None), 203: ("bad-field", 6, ("tapescript-fields", "any"))}

# Sample -> (name, about, rules, strict refusal or None, whether upstream's other instructions matter, base).
RUNS = {
    208: ("true", "TRUE alone", ["VM-6"], None, False), 209: ("false", "FALSE alone", ["VM-6"], "script-false", False),
    210: ("push-01", "01 is not ff", ["VM-6"], "script-false", False), 211: ("push-ff", "ff is pushed", ["VM-6"], None, False),
    212: ("empty", "two empty programs", ["VM-6"], "script-false", False), 214: ("two-items", "TRUE twice", ["VM-6"], "script-false", False),
    216: ("push2-signature", "a length of two bytes for 64", ["VM-3", "VM-6"], None, False),
    217: ("signature-63", "a signature of 63 bytes", ["VM-3"], "script-failed", False),
    218: ("flags-00-written", "a 65th byte 00", ["VM-3", "VM-6"], None, False),
    220: ("flags-08", "a flag for a sigfield that is not there", ["VM-3", "VM-6"], None, False),
    221: ("check-sig-verify", "CHECK_SIG_VERIFY, then TRUE", ["VM-3", "VM-6"], None, False),
    222: ("no-flags", "CHECK_SIG at the end of the program, without its flags", ["VM-3"], "script-failed", False),
    223: ("nop-0", "a NOP that pops nothing", ["VM-3", "VM-6"], None, False),
    224: ("nop-1", "a NOP that pops the signature", ["VM-3"], "script-failed", False),
    226: ("return", "RETURN at the end of a good witness", ["VM-1"], "unsupported-instruction", True),
    227: ("return-alone", "a witness of RETURN, and a lock with a condition", ["VM-1"], "unsupported-instruction", True),
    228: ("set-flag", "SET_FLAG", ["VM-1"], "unsupported-instruction", False),
    229: ("unset-flag", "UNSET_FLAG", ["VM-1"], "unsupported-instruction", True),
    230: ("get-value", "GET_VALUE of a sigfield", ["VM-1"], "unsupported-instruction", True),
    231: ("eval", "EVAL of a program that was pushed", ["VM-5", "VM-6"], None, False),
    232: ("merkleval", "MERKLEVAL", ["VM-1"], "unsupported-instruction", False),
    233: ("push-1024-pop", "an item of 1,024 bytes, and POP0", ["VM-1"], "unsupported-instruction", True),
    235: ("try-except", "TRY_EXCEPT", ["VM-1"], "unsupported-instruction", True),
}
RUN_BASE = {217: "push2-signature", 222: "push2-signature", 224: "nop-0", 226: "push2-signature", 227: "push2-signature"}
COSTS = {208: 1, 211: 1, 216: 7, 218: 7, 220: 7, 221: 8, 223: 8, 231: 3}

LAYERS = {254: ("cipher-and-hmac", "outer cipher and outer auth"), 255: ("four", "inner and outer of both"),
          256: ("two-hmacs", "inner and outer auth share nonce and time"), 257: ("two-ciphers", "inner and outer cipher of upstream's own document")}
RECORDS = {258: "advertise", 259: "discovered", 260: "disconnect", 263: "disconnect-with-data", 264: "advertise-two-keys",
           265: "discovered-two-keys", 266: "disconnect-two-keys"}
