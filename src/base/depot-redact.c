/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-redact.h"

#define GONE "[redacted]"

/* Names whose value is a secret wherever they stand: JSON member, form field, query parameter. */
#define SECRET_NAMES                                                                               \
  "access_?token|refresh_?token|id_?token|client_?secret|client_assertion|assertion|code_"         \
  "verifier|device_code"                                                                           \
  "|pwd|passwd|password|[a-z_]*password|secret|secret_?text|sig|signature|sas|sas_?token|token|"   \
  "pfx"                                                                                            \
  "|account_?key|shared_?access_?(?:key|signature)|connection_?string|private_?key|cookie|(?:"     \
  "proxy-)?"                                                                                       \
  "authorization"                                                                                  \
  "|x-ms-[a-z0-9-]*key[a-z0-9-]*"

typedef struct
{
  const char *pattern;
  const char *replacement;
} Rule;

/* Applied from top to bottom. Quantifiers are possessive where a hostile text could make them
 * backtrack. */
static const Rule rules[] = {
  { "-----BEGIN ([A-Z ]*)PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)", GONE },
  /* JSON, and JSON inside a JSON string; the closing quote may be missing in a cut text */
  { "(?<!\\\\)(\"(?:" SECRET_NAMES ")\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*+(\"?)", "\\1" GONE "\\2" },
  { "(\\\\\"(?:" SECRET_NAMES ")\\\\\"\\s*:\\s*\\\\\")(?:[^\"\\\\]|\\\\\\\\\\\\.|\\\\[^\"])*+",
    "\\1" GONE },
  /* an authorization code is long and has digits; Azure's error codes have the same member name */
  { "(\"code\"\\s*:\\s*\")(?=[^\"]*[0-9])[^\"\\s]{41,}+", "\\1" GONE },
  /* a PFX or key: long base64 under a harmless name */
  { "(\\\\?\"(?:value|data|blob|content|cert|x5c)\\\\?\"\\s*:\\s*\\[?\\s*\\\\?\")[A-Za-z0-9+/"
    "=_-]{100,}+",
    "\\1" GONE },
  /* headers, to the end of the line */
  { "((?:proxy-)?authorization\\s*[:=]\\s*)[^\\r\\n\"]++", "\\1" GONE },
  { "(\\b(?:set-)?cookie2?\\s*:\\s*)[^\\r\\n\"]++", "\\1" GONE },
  { "(\\bx-ms-[a-z0-9-]*key[a-z0-9-]*\\s*[:=]\\s*)[^\\r\\n&\"]++", "\\1" GONE },
  /* credentials in running text */
  { "\\b(Bearer|SharedKeyLite|SharedKey|SharedAccessSignature|Digest|Negotiate)\\s++[^\\s\"',;<>]{"
    "8,}+",
    "\\1 " GONE },
  { "\\b(Basic)\\s++(?=[^\\s]*(?-i:[A-Z0-9=+/]))[A-Za-z0-9+/]{8,}+={0,2}", "\\1 " GONE },
  { "\\beyJ[A-Za-z0-9_-]{6,}+(?:\\.[A-Za-z0-9_-]*+){1,4}", GONE },
  /* forms, queries and connection strings; the second form is percent-encoded */
  { "((?:^|[?&;,\\s\"'(])(?:" SECRET_NAMES "|code)\\s?=\\s?)[^&\\s\"'<>;,)]++", "\\1" GONE },
  { "((?:%26|%3F|&|\\?|\\b)(?:" SECRET_NAMES "|code)%3D)(?:(?!%26)[^\\s\"'<>&])++", "\\1" GONE },
  /* XML of the classic service */
  { "(<(?:[a-z]+:)?(?:password|primary|secondary|token|data|signature)>)[^<]++", "\\1" GONE },
  /* https://user:password@host */
  { "\\b([a-z][a-z0-9+.-]*+://[^\\s/:@]*+:)[^\\s/]*@", "\\1" GONE "@" },
};

static GRegex *
get_regex (gsize i)
{
  static GRegex *compiled[G_N_ELEMENTS (rules)];

  if (g_once_init_enter (&compiled[i]))
    {
      g_autoptr (GError) error = NULL;
      /* raw: a log line may hold any byte */
      GRegex *regex
          = g_regex_new (rules[i].pattern,
                         G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW | G_REGEX_OPTIMIZE,
                         0,
                         &error);

      if (regex == NULL)
        g_error ("Rule %" G_GSIZE_FORMAT ": %s", i, error->message);
      g_once_init_leave (&compiled[i], regex);
    }
  return compiled[i];
}

char *
depot_redact (const char *text)
{
  g_autofree char *clean = g_strdup (text);

  for (gsize i = 0; clean != NULL && i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;
      char *next = g_regex_replace (get_regex (i), clean, -1, 0, rules[i].replacement, 0, &error);

      /* better no text than a secret in it */
      if (next == NULL)
        return g_strdup (GONE);
      g_free (clean);
      clean = next;
    }
  return g_steal_pointer (&clean);
}
