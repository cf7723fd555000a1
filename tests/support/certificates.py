"""Certificates made for a test: a good one, and each way in which one can be bad."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Flaw = Literal["none", "self_signed", "expired", "wrong_host"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """What a server shows, and what a client that trusts the tests' own authority believes."""

    certificate: Path
    key: Path
    trusting: ssl.SSLContext

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def shown(folder: Path, flaw: Flaw = "none") -> Shown:
    """A certificate for 127.0.0.1 with that flaw, as files in the folder."""
    authority, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("The tests", "The tests", authority, authority, is_authority=True)
    signer = leaf if flaw == "self_signed" else authority
    certificate = _certificate(
        "127.0.0.1",
        "127.0.0.1" if flaw == "self_signed" else "The tests",
        leaf,
        signer,
        host="192.0.2.1" if flaw == "wrong_host" else "127.0.0.1",
        ends=datetime.now(UTC) + (-DAY if flaw == "expired" else DAY),
    )
    pem, key = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    key.write_bytes(leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    trusted = root.public_bytes(Encoding.PEM).decode()
    return Shown(pem, key, ssl.create_default_context(cadata=trusted))


def _certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    *,
    host: str | None = None,
    ends: datetime | None = None,
    is_authority: bool = False,
) -> x509.Certificate:
    end = ends or datetime.now(UTC) + DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 10 * DAY)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if host:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
