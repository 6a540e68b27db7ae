"""The digests that need no OpenSSL are those of hashlib."""

import hashlib

from calcinosis_quiz.digests import blake2b, sha256


def test_digests_are_those_of_hashlib() -> None:
    assert sha256(b"calcinosis").hexdigest() == hashlib.sha256(b"calcinosis").hexdigest()
    assert blake2b(b"a", digest_size=16).hexdigest() == hashlib.blake2b(b"a", digest_size=16).hexdigest()
