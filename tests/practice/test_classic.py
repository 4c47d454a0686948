#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classic management API of the practice cloud, as a client with a management certificate sees it."""

import base64
import contextlib
import datetime
import email.utils
import hashlib
import hmac
import http.client
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import urllib.parse
import xml.etree.ElementTree

from practice_fixture import SUBSCRIPTION, PracticeCloud, run_tests, wait_until
from test_edge import CONTENT, FILE, GOOD, KEY, make_manifest, make_pointer, make_token, name_of
from test_vault import make_pfx

NAMESPACE = "http://schemas.microsoft.com/windowsazure"
SERVICES = "/services/hostedservices"
STORAGE = "/services/storageservices"
OTHER_SUBSCRIPTION = "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a02"
FORBIDDEN = ("The server failed to authenticate the request. Verify that the certificate is valid and is "
             "associated with this subscription.")
CONFIGURATION = """<?xml version="1.0"?>
<ServiceConfiguration serviceName="CloudDepot" osFamily="6" osVersion="*"
    xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration">
  <Role name="Edge"><Instances count="{instances}"/>
    <ConfigurationSettings>
      <Setting name="ServiceName" value="granitefalls"/><Setting name="Container" value="content"/>
      <Setting name="StorageAccount" value="{account}"/><Setting name="StorageKey" value="{key}"/>
      <Setting name="EdgeKey" value="{edge_key}"/>
    </ConfigurationSettings>
    <Certificates><Certificate name="Service" thumbprint="{thumbprint}" thumbprintAlgorithm="sha1"/></Certificates>
  </Role>
</ServiceConfiguration>"""


def encode(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def element(root, **children):
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in children.items())
    return f'<?xml version="1.0"?><{root} xmlns="{NAMESPACE}">{parts}</{root}>'


class Pair:
    """A self-signed certificate with its key, in files for a TLS connection."""

    def __init__(self, *more):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="classic-"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Cloud Depot management",
             "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem", *(more or ("-days", "30"))],
            check=True, capture_output=True)
        self.pem = (self.folder / "cert.pem").read_text()
        self.der = ssl.PEM_cert_to_DER_cert(self.pem)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        shutil.rmtree(self.folder)


class Document:
    """An answer's XML: everything must be in the namespace of the API."""

    def __init__(self, answer):
        self.status = answer.status
        self.root = xml.etree.ElementTree.fromstring(answer.body)
        for one in self.root.iter():
            assert one.tag.startswith("{" + NAMESPACE + "}"), one.tag

    @property
    def name(self):
        return self.root.tag.partition("}")[2]

    def text(self, path):
        return self.root.findtext("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))

    def texts(self, path):
        return [one.text for one in self.root.iterfind(
            "/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))]

    @property
    def error(self):
        assert self.name == "Error"
        return self.status, self.text("Code"), self.text("Message")


class Classic:
    """A client with a management certificate."""

    def __init__(self, cloud, pair=None, subscription=SUBSCRIPTION):
        self.cloud = cloud
        self.port = urllib.parse.urlsplit(cloud.endpoints["classic"]).port
        self.tls = ssl.create_default_context(cafile=cloud.endpoints["caFile"])
        self.subscription = subscription
        if pair:
            self.tls.load_cert_chain(pair.folder / "cert.pem", pair.folder / "key.pem")

    def register(self, pair, subscription=SUBSCRIPTION):
        answer = self.cloud.ask("PUT", "/_practice/management-certificate", {
            "subscription": subscription, "certificate": encode(pair.der)})
        assert answer.status == 204, answer.body
        return self

    def ask(self, method, path, body=None, version="2014-10-01"):
        headers = {"Content-Type": "application/xml"} if body else {}
        if version:
            headers["x-ms-version"] = version
        return self.cloud.ask(method, f"/{self.subscription}{path}", body, headers, tls=self.tls, port=self.port)

    def get(self, path):
        return Document(self.ask("GET", path))

    def refused(self, method, path, body=None):
        return Document(self.ask(method, path, body)).error

    def operation(self, answer):
        return self.get("/operations/" + answer.headers["x-ms-request-id"])

    def work(self, method, path, body=None, status=202):
        """The end of an asynchronous call."""
        answer = self.ask(method, path, body)
        assert answer.status == status, (answer.status, answer.body)
        return wait_until(lambda: (self.operation(answer).text("Status") != "InProgress"
                                   and self.operation(answer)))

    def succeed(self, *call, **more):
        operation = self.work(*call, **more)
        assert operation.text("Status") == "Succeeded", operation.text("Error/Message")
        assert operation.text("HttpStatusCode") == "200"

    def make_service(self, name):
        self.succeed("POST", SERVICES, element(
            "CreateHostedService", ServiceName=name, Label=encode(name), Description="", Location="West Europe"),
            status=201)


@contextlib.contextmanager
def open_classic(*options, speed=200):
    with PracticeCloud(*options, speed=speed) as cloud, Pair() as pair:
        yield Classic(cloud, pair).register(pair)


def test_the_door():
    with PracticeCloud() as cloud, Pair() as pair, Pair() as other, \
            Pair("-not_before", "20200101000000Z", "-not_after", "20210101000000Z") as old:
        registered = Classic(cloud, pair).register(pair)
        registered.register(old)
        assert registered.get("/locations").name == "Locations"
        for client in (Classic(cloud), Classic(cloud, other), Classic(cloud, old),
                       Classic(cloud, pair, OTHER_SUBSCRIPTION),
                       Classic(cloud, pair, "00000000-0000-0000-0000-000000000000")):
            assert client.refused("GET", "/locations") == (403, "ForbiddenError", FORBIDDEN)
        for version in (None, "now"):
            answer = Document(registered.ask("GET", "/locations", version=version))
            assert answer.error[:2] == (400, "MissingOrIncorrectVersionHeader")
        assert registered.refused("GET", "/nothing")[:2] == (404, "ResourceNotFound")
        assert Classic(cloud, other).refused("GET", "/nothing")[0] == 403


def test_registration_survives_and_is_checked():
    with PracticeCloud() as cloud, Pair() as pair:
        client = Classic(cloud, pair).register(pair)
        cloud.kill()
        cloud.start()
        assert client.get("/locations").status == 200
        for body in ({"subscription": SUBSCRIPTION}, {"subscription": SUBSCRIPTION, "certificate": encode(b"no")},
                     {"subscription": "nothing", "certificate": encode(pair.der)}):
            assert cloud.ask("PUT", "/_practice/management-certificate", body).status == 400


def test_the_portal_takes_a_file():
    with PracticeCloud() as cloud, Pair() as pair:
        client = Classic(cloud, pair)

        def upload(content, **headers):
            boundary = "a-boundary"
            body = "".join(
                f'--{boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n' for name, value in (
                    ('name="subscription"', SUBSCRIPTION), ('name="file"; filename="depot.cer"', content)))
            return cloud.ask("POST", "/portal", body + f"--{boundary}--\r\n", {
                "Content-Type": "multipart/form-data; boundary=" + boundary, **headers}, browser=True)

        assert "There is none yet" in cloud.ask("GET", "/portal", browser=True).text()
        assert upload(pair.pem, Origin="https://elsewhere.example").status == 400
        assert upload("no certificate").status == 400
        assert client.ask("GET", "/locations").status == 403
        answer = upload(pair.pem, Origin=cloud.endpoints["portal"])
        thumbprint = hashlib.sha1(pair.der).hexdigest().upper()
        assert answer.status == 200 and thumbprint in answer.text()
        assert client.ask("GET", "/locations").status == 200
        assert thumbprint in cloud.ask("GET", "/portal", browser=True).text()


def test_names_and_services():
    with open_classic() as client:
        free = SERVICES + "/operations/isavailable/"
        assert client.get(free + "0123456789abcdef01234567").text("Result") == "true"
        assert client.get(free + "-bad-").text("Result") == "false"
        assert "West Europe" in client.get("/locations").texts("Location/Name")
        client.make_service("granitefalls")
        taken = client.get(free + "granitefalls")
        assert taken.text("Result") == "false" and "taken" in taken.text("Reason")
        again = element("CreateHostedService", ServiceName="GraniteFalls", Label=encode("x"), Location="West Europe")
        assert client.refused("POST", SERVICES, again)[:2] == (409, "ConflictError")
        for wrong in (element("CreateHostedService", ServiceName="a", Label=encode("x"), Location="Nowhere"),
                      element("CreateHostedService", ServiceName="a", Location="West Europe"),
                      element("Other", ServiceName="a"), "no XML", again.replace(NAMESPACE, "urn:other"),
                      '<!DOCTYPE a [<!ENTITY b "c">]>' + again.partition("?>")[2]):
            assert client.refused("POST", SERVICES, wrong)[:2] == (400, "BadRequest")
        service = client.get(SERVICES + "/granitefalls")
        assert service.text("HostedServiceProperties/Location") == "West Europe"
        assert base64.b64decode(service.text("HostedServiceProperties/Label")) == b"granitefalls"
        assert client.get(SERVICES).texts("HostedService/ServiceName") == ["granitefalls"]
        client.succeed("DELETE", SERVICES + "/granitefalls", status=200)
        assert client.refused("GET", SERVICES + "/granitefalls")[:2] == (404, "ResourceNotFound")


def test_certificates():
    with open_classic() as client:
        client.make_service("granitefalls")
        path = SERVICES + "/granitefalls/certificates"
        pfx, der = make_pfx("right")

        def file(password):
            return element("CertificateFile", Data=encode(pfx), CertificateFormat="pfx", Password=password)

        failed = client.work("POST", path, file("wrong"))
        assert (failed.text("Status"), failed.text("HttpStatusCode"), failed.text("Error/Code")) == (
            "Failed", "400", "BadRequest")
        assert client.get(path).texts("Certificate/Thumbprint") == []
        client.succeed("POST", path, file("right"))
        client.succeed("POST", path, file("right"))
        certificates = client.get(path)
        assert certificates.texts("Certificate/Thumbprint") == [hashlib.sha1(der).hexdigest().upper()]
        assert certificates.texts("Certificate/ThumbprintAlgorithm") == ["sha1"]
        assert [base64.b64decode(one) for one in certificates.texts("Certificate/Data")] == [der]


def test_one_operation_at_a_time():
    with open_classic(speed=2) as client:
        client.make_service("granitefalls")
        pfx, _ = make_pfx("right")
        body = element("CertificateFile", Data=encode(pfx), CertificateFormat="pfx", Password="right")
        path = SERVICES + "/granitefalls/certificates"
        first = client.ask("POST", path, body)
        assert first.status == 202 and client.operation(first).text("Status") == "InProgress"
        status, code, message = client.refused("POST", path, body)
        assert (status, code) == (409, "ConflictError") and first.headers["x-ms-request-id"] in message
        assert client.refused("GET", "/operations/nothing")[0] == 404


class Storage:
    """A storage service, and requests signed with its key."""

    def __init__(self, client, name="depotstorage"):
        self.client = client
        self.name = name
        client.succeed("POST", STORAGE, element(
            "CreateStorageServiceInput", ServiceName=name, Description="", Label=encode(name),
            Location="West Europe", AccountType="Standard_LRS"))
        self.key = client.get(f"{STORAGE}/{name}/keys").text("StorageServiceKeys/Primary")

    def ask(self, method, path, body=b"", **headers):
        headers = {"x-ms-date": email.utils.format_datetime(
            datetime.datetime.now(datetime.timezone.utc), usegmt=True), "x-ms-version": "2024-08-04", **headers}
        path, _, query = path.partition("?")
        lines = [method, "", "", str(len(body)) if body else "", "", "", "", "", "", "", "", ""]
        lines += [f"{name}:{headers[name]}" for name in sorted(headers) if name.startswith("x-ms-")]
        lines.append(f"/{self.name}{path}")
        lines += sorted(part.replace("=", ":", 1) for part in query.split("&") if part)
        mac = hmac.new(base64.b64decode(self.key), "\n".join(lines).encode(), hashlib.sha256).digest()
        return self.client.cloud.ask(
            method, path + ("?" + query if query else ""), body or None,
            {**headers, "Authorization": f"SharedKey {self.name}:{encode(mac)}"}, host=f"{self.name}.blob.localhost")

    def fill(self):
        assert self.ask("PUT", "/content?restype=container").status == 201
        manifest = make_manifest({"file.bin": CONTENT})
        for name, content in (("b/" + FILE, CONTENT), ("b/" + name_of(manifest), manifest), ("edge.cspkg", b"package"),
                              ("pkg1/published.json", make_pointer("pkg1", manifest))):
            assert self.ask("PUT", "/content/" + name, content, **{"x-ms-blob-type": "BlockBlob"}).status == 201


def test_storage():
    with open_classic() as client:
        assert client.get(STORAGE + "/operations/isavailable/depotstorage").text("Result") == "true"
        storage = Storage(client)
        account = client.get(STORAGE + "/depotstorage")
        assert account.text("StorageServiceProperties/Status") == "Created"
        assert "depotstorage.blob." in account.text("StorageServiceProperties/Endpoints/Endpoint")
        assert client.get(STORAGE + "/operations/isavailable/depotstorage").text("Result") == "false"
        storage.fill()
        assert storage.ask("GET", "/content/b/" + FILE).body == CONTENT
        storage.key = encode(b"x" * 64)
        assert storage.ask("GET", "/content/b/" + FILE).status == 403
        client.succeed("DELETE", STORAGE + "/depotstorage", status=200)
        assert client.refused("GET", STORAGE + "/depotstorage")[0] == 404


class Service:
    """A hosted service with a deployment on its way."""

    def __init__(self, client, instances=2, **wrong):
        self.client = client
        self.path = SERVICES + "/granitefalls"
        self.production = self.path + "/deploymentslots/production"
        self.storage = Storage(client)
        self.storage.fill()
        client.make_service("granitefalls")
        self.add_certificate()
        self.values = {"instances": instances, "account": "depotstorage", "key": self.storage.key,
                       "edge_key": encode(KEY), "thumbprint": self.thumbprint, **wrong}

    def add_certificate(self):
        pfx, self.der = make_pfx("right")
        self.thumbprint = hashlib.sha1(self.der).hexdigest().upper()
        self.client.succeed("POST", self.path + "/certificates", element(
            "CertificateFile", Data=encode(pfx), CertificateFormat="pfx", Password="right"))

    @property
    def configuration(self):
        return encode(CONFIGURATION.format(**self.values))

    def body(self, name="one", package="https://depotstorage.blob.localhost/content/edge.cspkg"):
        return element("CreateDeployment", Name=name, PackageUrl=package, Label=encode(name),
                       Configuration=self.configuration, StartDeployment="true", TreatWarningsAsError="false")

    def deploy(self, slot="production", name="one"):
        self.client.succeed("POST", f"{self.path}/deploymentslots/{slot}", self.body(name))
        return self

    def states(self, slot="production"):
        deployment = self.client.get(f"{self.path}/deploymentslots/{slot}")
        return deployment.text("Status"), deployment.texts("RoleInstanceList/RoleInstance/InstanceStatus")

    def wait(self, status, states, slot="production"):
        wait_until(lambda: self.states(slot) == (status, states))

    def probe(self):
        """The certificate and the answer of whoever listens on the virtual IP."""
        address = self.client.get(self.production).text("VirtualIPs/VirtualIP/Address")
        assert address.startswith("127.77.")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPConnection(address, self.client.cloud.endpoints["edgePort"], timeout=5)
        try:
            connection.connect()
            connection.sock = tls.wrap_socket(connection.sock, server_hostname="granitefalls.contoso.com")
            der = connection.sock.getpeercert(True)
            connection.request("GET", GOOD, headers={
                "Host": "granitefalls.contoso.com", "X-Depot-Token": make_token("pkg1")})
            answer = connection.getresponse()
            return der, answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def test_a_deployment_becomes_ready_and_serves():
    with open_classic(speed=100) as client:
        service = Service(client)
        assert client.refused("GET", service.production)[:2] == (404, "ResourceNotFound")
        assert client.refused("POST", service.production, service.body(
            package="https://depotstorage.blob.localhost/content/nothing.cspkg"))[0] == 400
        service.deploy()
        seen = set()

        def look():
            status, states = service.states()
            seen.update(states)
            return states == ["ReadyRole", "ReadyRole"]

        wait_until(look)
        assert {"CreatingVM", "BusyRole", "ReadyRole"} <= seen, seen
        deployment = client.get(service.production)
        assert deployment.text("Url") == "http://granitefalls.cloudapp.localhost/"
        assert deployment.text("DeploymentSlot") == "Production" and deployment.text("Status") == "Running"
        assert base64.b64decode(deployment.text("Configuration")).decode() == CONFIGURATION.format(**service.values)
        embedded = client.get(service.path + "?embed-detail=true")
        assert embedded.texts("Deployments/Deployment/Name") == ["one"]
        assert wait_until(service.probe) and wait_until(
            lambda: service.probe() == (service.der, 200, CONTENT))


def test_stop_start_and_renew():
    with open_classic(speed=100) as client:
        service = Service(client, instances=1).deploy()
        wait_until(lambda: service.probe() == (service.der, 200, CONTENT))
        status = service.path + "/deployments/one/?comp=status"
        client.succeed("POST", status, element("UpdateDeploymentStatus", Status="Suspended"))
        service.wait("Suspended", ["StoppedVM"])
        wait_until(lambda: service.probe() is None)
        client.succeed("POST", status, element("UpdateDeploymentStatus", Status="Running"))
        wait_until(lambda: service.probe() == (service.der, 200, CONTENT))
        service.add_certificate()
        service.values.update(thumbprint=service.thumbprint, instances=2)
        client.succeed("POST", service.path + "/deployments/one/?comp=config", element(
            "ChangeConfiguration", Configuration=service.configuration, TreatWarningsAsError="false", Mode="Auto"))
        service.wait("Running", ["ReadyRole", "ReadyRole"])
        wait_until(lambda: service.probe() == (service.der, 200, CONTENT))
        assert client.refused("POST", status, element("UpdateDeploymentStatus", Status="Flying"))[0] == 400


def test_wrong_settings_stay_busy():
    with open_classic(speed=400) as client:
        service = Service(client, instances=1, thumbprint="00" * 20)
        assert client.refused("POST", service.production, service.body())[:2] == (400, "BadRequest")
        service.values.update(thumbprint=service.thumbprint, key="d3Jvbmc=")
        service.deploy()
        service.wait("Running", ["BusyRole"])
        assert service.probe() is None


def test_slots_change_places():
    with open_classic(speed=400) as client:
        service = Service(client, instances=1).deploy().deploy("staging", "two")
        assert client.refused("POST", service.production, service.body("three"))[:2] == (409, "ConflictError")
        staging = service.path + "/deploymentslots/staging"
        public = client.get(service.production).text("VirtualIPs/VirtualIP/Address")
        client.succeed("POST", service.path, element("Swap", Production="one", SourceDeployment="two"))
        assert client.get(service.production).text("Name") == "two"
        assert client.get(service.production).text("VirtualIPs/VirtualIP/Address") == public
        assert client.get(staging).text("Name") == "one"
        client.succeed("POST", service.path + "/deployments/two?comp=upgrade", element(
            "UpgradeDeployment", Mode="auto", PackageUrl="https://depotstorage.blob.localhost/content/edge.cspkg",
            Configuration=service.configuration, Label=encode("x"), Force="true"))


def test_removing():
    with open_classic(speed=400) as client:
        service = Service(client, instances=1).deploy()
        wait_until(lambda: service.probe() is not None)
        assert client.refused("DELETE", service.path)[:2] == (409, "ConflictError")
        client.succeed("DELETE", service.path + "/deployments/one")
        assert client.refused("GET", service.production)[0] == 404
        service.deploy()
        client.succeed("DELETE", service.path + "?comp=media")
        assert client.refused("GET", service.path)[0] == 404


def test_memory_over_a_kill():
    with PracticeCloud(speed=40) as cloud, Pair() as pair:
        client = Classic(cloud, pair).register(pair)
        service = Service(client, instances=1)
        answer = client.ask("POST", service.production, service.body())
        assert answer.status == 202
        cloud.kill()
        cloud.start()
        wait_until(lambda: client.operation(answer).text("Status") == "Succeeded")
        service.wait("Running", ["ReadyRole"])
        wait_until(lambda: service.probe() == (service.der, 200, CONTENT))


if __name__ == "__main__":
    run_tests(globals())
