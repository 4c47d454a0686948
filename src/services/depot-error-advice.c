/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error-advice.h"

#include <glib/gi18n.h>

#include "depot-redact.h"

typedef struct
{
  DepotErrorCode code;
  const char *title;
  const char *meaning;
  const char *remedy;
} Row;

/* In the order of DepotErrorCode. */
static const Row rows[] = {
  { DEPOT_ERROR_FAILED,
    N_ ("Something unexpected happened"),
    N_ ("This is a fault of the program, not of your input. The details help whoever mends it."),
    DEPOT_ADVICE_COPY_DETAILS },
  { DEPOT_ERROR_CANCELLED,
    N_ ("Cancelled"),
    N_ ("It was stopped before it was finished. What was made so far is still there."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_INVALID_INPUT,
    N_ ("A value breaks a rule"),
    N_ ("Change the value and try again."),
    DEPOT_ADVICE_EDIT },
  { DEPOT_ERROR_SIGN_IN_NEEDED,
    N_ ("Sign-in needed"),
    N_ ("Azure no longer accepts the last sign-in. Work goes on by itself after you have signed "
        "in."),
    DEPOT_ADVICE_SIGN_IN },
  { DEPOT_ERROR_SECOND_FACTOR_NEEDED,
    N_ ("Second factor needed"),
    N_ ("Azure asks for a second factor before it lets you change resources. Work goes on by "
        "itself after you have signed in "
        "with it."),
    DEPOT_ADVICE_SIGN_IN },
  { DEPOT_ERROR_SIGN_IN_REFUSED,
    N_ ("Sign-in refused"),
    N_ ("The identity platform does not let this account in: a policy, a missing consent or the "
        "account itself. Another account or "
        "an administrator of the tenant can help."),
    DEPOT_ADVICE_SIGN_IN },
  { DEPOT_ERROR_SIGN_IN_SETTINGS,
    N_ ("Sign-in settings are wrong"),
    N_ ("The client ID, the tenant or the redirect address does not fit the app registration in "
        "this environment."),
    DEPOT_ADVICE_OPEN_SETTINGS },
  { DEPOT_ERROR_PERMISSION_DENIED,
    N_ ("A role is missing"),
    N_ ("Creating a distribution point takes the role Owner, or Contributor together with User "
        "Access Administrator. Somebody "
        "who administers the subscription can assign it."),
    DEPOT_ADVICE_OPEN_PORTAL },
  { DEPOT_ERROR_ROLE_NOT_ACTIVE,
    N_ ("A new role is not active yet"),
    N_ ("Azure takes up to ten minutes until a role assignment works everywhere. It is tried again "
        "by itself."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_SUBSCRIPTION,
    N_ ("Subscription cannot be used"),
    N_ ("It is disabled, was moved or is not visible to this account."),
    DEPOT_ADVICE_OPEN_PORTAL },
  { DEPOT_ERROR_PROVIDER_NOT_REGISTERED,
    N_ ("Resource provider not registered"),
    N_ ("The subscription has not been opened for a kind of resource. Registering takes the role "
        "Contributor or Owner."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_NAME_TAKEN,
    N_ ("Name is taken"),
    N_ ("Somebody else in Azure uses it. A vault keeps its name for some days after it was "
        "deleted."),
    DEPOT_ADVICE_EDIT },
  { DEPOT_ERROR_QUOTA_EXCEEDED,
    N_ ("Azure quota used up"),
    N_ ("The subscription may not have more of this kind in the region. Ask for more in the "
        "portal, or take a smaller size or "
        "another region."),
    DEPOT_ADVICE_OPEN_PORTAL },
  { DEPOT_ERROR_NOT_OFFERED,
    N_ ("Not offered in this region"),
    N_ ("Choose another region or another size."),
    DEPOT_ADVICE_EDIT },
  { DEPOT_ERROR_POLICY,
    N_ ("Forbidden by an Azure policy"),
    N_ ("A policy of your organisation does not allow this resource. Its name stands in the "
        "details."),
    DEPOT_ADVICE_OPEN_PORTAL },
  { DEPOT_ERROR_LOCKED,
    N_ ("Resource is locked"),
    N_ ("A lock on the resource or its group forbids the change. Remove the lock in the portal, "
        "then try again."),
    DEPOT_ADVICE_OPEN_PORTAL },
  { DEPOT_ERROR_NOT_FOUND,
    N_ ("Not found"),
    N_ ("It is not there any more, or this account cannot see it."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_CONFLICT,
    N_ ("Something else stands in the way"),
    N_ ("Another resource or another operation uses the same name or the same place."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_DEPLOYMENT_FAILED,
    N_ ("Azure could not build it"),
    N_ ("The details name the resource and Azure's reason. Trying again keeps what is good "
        "already."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_CERTIFICATE_PASSWORD,
    N_ ("Certificate file stays locked"),
    N_ ("The password does not open the certificate file."),
    DEPOT_ADVICE_CHOOSE_CERTIFICATE },
  { DEPOT_ERROR_CERTIFICATE_UNREADABLE,
    N_ ("Certificate file cannot be read"),
    N_ ("It is not a PFX file, is damaged, or uses an algorithm that is not supported. Export it "
        "again with AES-256 and SHA-256."),
    DEPOT_ADVICE_CHOOSE_CERTIFICATE },
  { DEPOT_ERROR_CERTIFICATE_REFUSED,
    N_ ("Certificate cannot be used"),
    N_ ("It can be read but breaks a rule, such as a missing private key or an end date in the "
        "past."),
    DEPOT_ADVICE_CHOOSE_CERTIFICATE },
  { DEPOT_ERROR_CERTIFICATE_COSTLY,
    N_ ("Certificate file is too costly to open"),
    N_ ("It asks for so many key-derivation rounds that the program could hang. Export it again "
        "with usual settings."),
    DEPOT_ADVICE_CHOOSE_CERTIFICATE },
  { DEPOT_ERROR_NOT_REACHABLE,
    N_ ("Not reachable"),
    N_ ("The network, the name or the other side does not answer."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_TLS,
    N_ ("Connection is not trusted"),
    N_ ("The certificate of the other side is wrong or not trusted. A proxy that opens TLS "
        "connections is a common cause."),
    DEPOT_ADVICE_COPY_DETAILS },
  { DEPOT_ERROR_PROXY,
    N_ ("Proxy problem"),
    N_ ("The proxy server does not answer or refuses the connection."),
    DEPOT_ADVICE_OPEN_SETTINGS },
  { DEPOT_ERROR_CAPTIVE_PORTAL,
    N_ ("A web page answered instead of Azure"),
    N_ ("This network wants you to sign in to it first. Open any page in the browser, then try "
        "again."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_BUSY,
    N_ ("Azure is busy"),
    N_ ("Too many requests were sent. Wait a little, then try again."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_TIMED_OUT,
    N_ ("Took too long"),
    N_ ("It took longer than its limit. Nothing was deleted; trying again goes on where it "
        "stopped."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_UNEXPECTED_REPLY,
    N_ ("Unexpected answer"),
    N_ ("An answer does not follow the documented form. The details name what is wrong."),
    DEPOT_ADVICE_COPY_DETAILS },
  { DEPOT_ERROR_KEYRING,
    N_ ("Keyring not available"),
    N_ ("Passwords and sign-ins are kept in the keyring of your desktop. Unlock it, or keep them "
        "for this run only."),
    DEPOT_ADVICE_UNLOCK_KEYRING },
  { DEPOT_ERROR_STORE,
    N_ ("Local database problem"),
    N_ ("The database of this program cannot be read or written. Free space and permissions are "
        "the usual causes."),
    DEPOT_ADVICE_COPY_DETAILS },
  { DEPOT_ERROR_FILE,
    N_ ("File cannot be used"),
    N_ ("The file cannot be read or written."),
    DEPOT_ADVICE_RETRY },
  { DEPOT_ERROR_PAUSED,
    N_ ("Paused"),
    N_ ("It goes on by itself once it is resumed, or once the network is one that does not cost by "
        "the byte."),
    DEPOT_ADVICE_RETRY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rows) == DEPOT_N_ERRORS);

typedef struct
{
  const char *remedy;
  const char *label;
} RemedyLabel;

static const RemedyLabel remedy_labels[] = {
  { DEPOT_ADVICE_SIGN_IN, N_ ("_Sign In…") },
  { DEPOT_ADVICE_RETRY, N_ ("_Try Again") },
  { DEPOT_ADVICE_OPEN_SETTINGS, N_ ("_Open Settings") },
  { DEPOT_ADVICE_EDIT, N_ ("_Change…") },
  { DEPOT_ADVICE_CHOOSE_CERTIFICATE, N_ ("_Choose Certificate…") },
  { DEPOT_ADVICE_UNLOCK_KEYRING, N_ ("_Look Again") },
  { DEPOT_ADVICE_OPEN_PORTAL, N_ ("_Open Portal") },
  { DEPOT_ADVICE_COPY_DETAILS, N_ ("_Copy Details") },
};

static const Row *
row_of (int code)
{
  if (code < 0 || code >= DEPOT_N_ERRORS)
    code = DEPOT_ERROR_FAILED;
  return &rows[code];
}

static const char *
label_of (const char *remedy)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remedy_labels); i++)
    {
      if (g_str_equal (remedy_labels[i].remedy, remedy))
        return _ (remedy_labels[i].label);
    }
  return NULL;
}

static void
add_detail (GString *text, const char *label, const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_string_append_printf (text, "%s: %s\n", label, value);
}

static char *
dup_details (const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  add_detail (text, _ ("Code"), depot_error_get_nick (error));
  add_detail (text, _ ("Message"), error->message);
  add_detail (text, _ ("Azure code"), depot_error_get_azure_code (error));
  add_detail (text, _ ("Azure message"), depot_error_get_azure_text (error));
  add_detail (text, _ ("Request ID"), depot_error_get_request_id (error));
  return depot_redact (text->str);
}

DepotErrorAdvice *
depot_error_advise (const GError *error)
{
  g_autoptr (GError) ours = depot_error_from_any (error);
  const Row *row = row_of (ours->code);
  DepotErrorAdvice *advice = g_new0 (DepotErrorAdvice, 1);

  advice->title = _ (row->title);
  advice->explanation = g_strdup_printf ("%s\n%s", ours->message, _ (row->meaning));
  advice->remedy = row->remedy;
  advice->remedy_label = label_of (row->remedy);
  advice->details = dup_details (ours);
  return advice;
}

void
depot_error_advice_free (DepotErrorAdvice *advice)
{
  g_free (advice->explanation);
  g_free (advice->details);
  g_free (advice);
}

const char *
depot_error_code_get_title (DepotErrorCode code)
{
  return _ (row_of ((int) code)->title);
}

const char *
depot_error_code_get_remedy (DepotErrorCode code)
{
  return row_of ((int) code)->remedy;
}
