/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every line of the corpus carries the word CANARY where a secret stands; none may survive, and the
 * rest must. */
#include "config.h"

#include "depot-redact.h"

/* In parts, so that nothing in the tree looks like a token that leaked. */
#define JWT                                                                                        \
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9"                                                           \
  ".eyJhdWQiOiJDQU5BUlkifQ"                                                                        \
  ".CANARY-sig_nature"
#define LONG                                                                                       \
  "Q0FOQVJZCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCA" \
  "NARYCANARY=="

static const struct
{
  const char *text;
  const char *kept; /* must still be there */
} corpus[] = {
  { "Authorization: Bearer CANARY.abc.def\r\nHost: management.azure.com",
    "Host: management.azure.com" },
  { "authorization: SharedKey account:CANARY==\nx-ms-version: 2021-08-06",
    "x-ms-version: 2021-08-06" },
  { "Proxy-Authorization: Basic CANARYCANARY==", "Proxy-Authorization" },
  { "sent with Bearer CANARYCANARYCANARY to the vault", "to the vault" },
  { "token was " JWT " and more", "and more" },
  { "{\"access_token\":\"CANARY\",\"expires_in\":3599}", "\"expires_in\":3599" },
  { "{\"refresh_token\" : \"CAN\\\"ARYCANARY\", \"scope\":\"x\"}", "\"scope\":\"x\"" },
  { "{\"id_token\":\"CANARY", "id_token" },
  { "{\"error\":\"{\\\"client_secret\\\":\\\"CANARY\\\",\\\"n\\\":1}\"}", "\\\"n\\\":1" },
  { "{\"pwd\":\"CANARY\",\"value\":\"" LONG "\"}", "pwd" },
  { "{\"adminPassword\":\"CANARY\"}", "adminPassword" },
  { "{\"accessToken\":\"CANARY\",\"tokenType\":\"Bearer\"}", "tokenType" },
  { "{\"Authorization\":\"Bearer CANARY\",\"a\":\"b\"}", "\"a\":\"b\"" },
  { "{\"x-ms-encryption-key\":\"CANARY\"}", "x-ms-encryption-key" },
  { "{\"code\":\"0.AXYACANARYACANARYACANARYACANARYACANARYACANARY-1\"}", "code" },
  { "grant_type=authorization_code&code=CANARY&redirect_uri=http://127.0.0.1:4711",
    "redirect_uri=http://127.0.0.1:4711" },
  { "client_id=abc&client_secret=CANARY&refresh_token=CANARY", "client_id=abc" },
  { "code_verifier=CANARY", "code_verifier" },
  { "device_code=CANARY&client_id=1", "client_id=1" },
  { "GET /?code=CANARY&state=xyz HTTP/1.1", "state=xyz" },
  { "https://a.blob.core.windows.net/c/b?sv=2021&sig=CANARY%2Bx&se=2026", "se=2026" },
  { "https://a/b?sv=1&amp;sig=CANARY&amp;se=2", "se=2" },
  { "redirect to https%3A%2F%2Fa%2Fb%3Fsig%3DCANARY%26se%3D2026 failed", "failed" },
  { "https://user:CANARY@proxy.contoso.com:3128/x", "proxy.contoso.com:3128" },
  { "http_proxy=http://us%20er:CAN@ARY@proxy:8080", "proxy:8080" },
  { "DefaultEndpointsProtocol=https;AccountName=depot;AccountKey=CANARY==;EndpointSuffix=x",
    "AccountName=depot" },
  { "SharedAccessSignature=CANARY", "SharedAccessSignature" },
  { "x-ms-copy-source-key: CANARY\nx-ms-date: today", "x-ms-date: today" },
  { "Set-Cookie: sid=CANARY; Secure\nServer: x", "Server: x" },
  { "<Password>CANARY</Password><Name>falls</Name>", "<Name>falls</Name>" },
  { "<StorageServiceKeys><Primary>CANARY==</Primary><Secondary>CANARY</Secondary></"
    "StorageServiceKeys>",
    "StorageServiceKeys" },
  { "<Data>CANARY</Data>", "Data" },
  { "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----\nafter", "after" },
  { "-----BEGIN PRIVATE KEY-----\nCANARY", "" },
  { "bytes \xff\xfe then access_token=CANARY&x=1", "x=1" },
  { "password=CANARY", "password" },
};

/* What an admin needs must not be taken away. */
static const char *const harmless[] = {
  "PUT https://management.azure.com/subscriptions/0000/resourcegroups/rg?api-version=2021-04-01 "
  "201",
  "{\"error\":{\"code\":\"StorageAccountAlreadyTaken\",\"message\":\"The storage account named "
  "falls is already taken.\"}}",
  "x-ms-request-id: 8f3c8a5e-0000-4000-8000-000000000000",
  "Waiting for check if container exists. Will check again in 10 seconds",
  "CN=wallacefalls.contoso.com, O=Contoso",
  "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
  "{\"value\":[{\"name\":\"westeurope\"}],\"nextLink\":null}",
  "Basic information about the service",
  "thumbprint 0123456789ABCDEF0123456789ABCDEF01234567",
};

static void
test_corpus (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *clean = depot_redact (corpus[i].text);

      if (strstr (clean, "CAN") != NULL || strstr (clean, "ARY") != NULL)
        g_error ("%s became %s", corpus[i].text, clean);
      if (strstr (clean, corpus[i].kept) == NULL)
        g_error ("%s became %s, without %s", corpus[i].text, clean, corpus[i].kept);
    }
}

static void
test_harmless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *clean = depot_redact (harmless[i]);

      g_assert_cmpstr (clean, ==, harmless[i]);
    }
  g_assert_null (depot_redact (NULL));
}

static void
test_twice_is_once (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *once = depot_redact (corpus[i].text);
      g_autofree char *twice = depot_redact (once);

      g_assert_null (strstr (twice, "CANARY"));
    }
}

/* Texts made to send a searching engine astray: time stays in proportion to length. */
static void
test_hostile (void)
{
  static const char *const seeds[]
      = { "\"access_token\":\"",         "a:",    "eyJ",    "x://", "Bearer ", "\\\"",
          "-----BEGIN PRIVATE KEY-----", "code=", "<Data>", "&",    "\\" };

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *clean = NULL;
      gint64 started = g_get_monotonic_time ();

      while (text->len < 100 * 1000)
        g_string_append (text, seeds[i]);
      clean = depot_redact (text->str);
      g_assert_nonnull (clean);
      g_assert_cmpint (g_get_monotonic_time () - started, <, 10 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redact/corpus", test_corpus);
  g_test_add_func ("/redact/harmless", test_harmless);
  g_test_add_func ("/redact/twice", test_twice_is_once);
  g_test_add_func ("/redact/hostile", test_hostile);
  return g_test_run ();
}
