/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns.h"

#include <ares.h>
#include <arpa/inet.h>
#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-certificate.h"

#define TRY_MS 2000
#define N_TRIES 3
#define QUESTION_MS 12000
#define LIMIT_MS 20000
#define LOOK_MS 100
#define MAX_ADDRESSES 64

typedef struct
{
  char *name, *server;
} Wish;

/* One look-up, in its thread. */
typedef struct
{
  ares_channel_t *channel;
  GCancellable *cancellable;
  gint64 deadline;
  DepotDnsAnswer *answer;
  const char *end;      /* of the way so far; borrowed from the answer or the wish */
  ares_status_t status; /* of the question that was asked last */
  gboolean is_answered;
} Search;

static DepotDnsAnswer *
answer_new (void)
{
  DepotDnsAnswer *answer = g_new0 (DepotDnsAnswer, 1);

  answer->aliases = g_ptr_array_new_with_free_func (g_free);
  answer->addresses = g_ptr_array_new_with_free_func (g_free);
  answer->addresses6 = g_ptr_array_new_with_free_func (g_free);
  return answer;
}

void
depot_dns_answer_free (DepotDnsAnswer *answer)
{
  g_ptr_array_unref (answer->aliases);
  g_ptr_array_unref (answer->addresses);
  g_ptr_array_unref (answer->addresses6);
  g_free (answer->zone);
  g_free (answer);
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->name);
  g_free (wish->server);
  g_free (wish);
}

/* Lower case and without the last dot; NULL: no host name. */
static char *
dup_plain (const char *name)
{
  g_autofree char *plain = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  if (plain != NULL && g_str_has_suffix (plain, "."))
    plain[strlen (plain) - 1] = '\0';
  return plain != NULL && depot_name_is_host_name (plain) ? g_steal_pointer (&plain) : NULL;
}

/* Reading an answer. */

static gboolean
is_about (const ares_dns_rr_t *record, const char *name, ares_dns_rec_type_t type)
{
  g_autofree char *owner = dup_plain (ares_dns_rr_get_name (record));

  return ares_dns_rr_get_type (record) == type && ares_dns_rr_get_class (record) == ARES_CLASS_IN
         && g_strcmp0 (owner, name) == 0;
}

static char *
dup_target (const ares_dns_record_t *reply, const char *name)
{
  for (size_t i = 0; i < ares_dns_record_rr_cnt (reply, ARES_SECTION_ANSWER); i++)
    {
      const ares_dns_rr_t *record = ares_dns_record_rr_get_const (reply, ARES_SECTION_ANSWER, i);

      if (is_about (record, name, ARES_REC_TYPE_CNAME))
        return dup_plain (ares_dns_rr_get_str (record, ARES_RR_CNAME_CNAME));
    }
  return NULL;
}

static gboolean
has_been_passed (Search *search, const char *first, const char *name)
{
  if (g_str_equal (first, name))
    return TRUE;
  for (guint i = 0; i < search->answer->aliases->len; i++)
    if (g_str_equal (search->answer->aliases->pdata[i], name))
      return TRUE;
  return FALSE;
}

/* Goes on from the end as far as this reply leads. */
static void
follow (Search *search, const char *first, const ares_dns_record_t *reply)
{
  DepotDnsAnswer *answer = search->answer;

  for (;;)
    {
      g_autofree char *target = dup_target (reply, search->end);

      if (target == NULL)
        return;
      answer->is_endless = has_been_passed (search, first, target)
                           || answer->aliases->len >= DEPOT_DNS_MAX_ALIASES;
      if (answer->is_endless)
        return;
      g_ptr_array_add (answer->aliases, g_steal_pointer (&target));
      search->end = answer->aliases->pdata[answer->aliases->len - 1];
    }
}

static void
take_address (GPtrArray *list, int family, const void *bytes)
{
  char text[INET6_ADDRSTRLEN];

  if (bytes != NULL && list->len < MAX_ADDRESSES
      && inet_ntop (family, bytes, text, sizeof text) != NULL)
    g_ptr_array_add (list, g_strdup (text));
}

static void
take_addresses (Search *search, const ares_dns_record_t *reply)
{
  for (size_t i = 0; i < ares_dns_record_rr_cnt (reply, ARES_SECTION_ANSWER); i++)
    {
      const ares_dns_rr_t *record = ares_dns_record_rr_get_const (reply, ARES_SECTION_ANSWER, i);

      if (is_about (record, search->end, ARES_REC_TYPE_A))
        take_address (
            search->answer->addresses, AF_INET, ares_dns_rr_get_addr (record, ARES_RR_A_ADDR));
      else if (is_about (record, search->end, ARES_REC_TYPE_AAAA))
        take_address (search->answer->addresses6,
                      AF_INET6,
                      ares_dns_rr_get_addr6 (record, ARES_RR_AAAA_ADDR));
    }
}

/* The owner of a SOA record is the top of a zone: the name itself, or one above it. */
static void
take_zone (Search *search, const char *name, const ares_dns_record_t *reply)
{
  static const ares_dns_section_t sections[] = { ARES_SECTION_ANSWER, ARES_SECTION_AUTHORITY };

  for (guint s = 0; s < G_N_ELEMENTS (sections); s++)
    for (size_t i = 0; i < ares_dns_record_rr_cnt (reply, sections[s]); i++)
      {
        const ares_dns_rr_t *record = ares_dns_record_rr_get_const (reply, sections[s], i);
        g_autofree char *owner = dup_plain (ares_dns_rr_get_name (record));
        g_autofree char *suffix = g_strconcat (".", owner, NULL);
        gboolean is_it = g_strcmp0 (owner, name) == 0;

        if (ares_dns_rr_get_type (record) != ARES_REC_TYPE_SOA || owner == NULL
            || (!is_it && !g_str_has_suffix (name, suffix)))
          continue;
        g_set_str (&search->answer->zone, owner);
        search->answer->is_zone = is_it;
        return;
      }
}

/* Asking. */

typedef struct
{
  Search *search;
  const char *first;
  ares_dns_rec_type_t type;
} Question;

/* In c-ares' thread, while the look-up's own waits. */
static void
answered (void *data, ares_status_t status, size_t timeouts, const ares_dns_record_t *reply)
{
  Question *question = data;
  Search *search = question->search;

  search->status = status;
  search->is_answered
      = reply != NULL
        && (status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND);
  if (!search->is_answered)
    return;
  if (question->type == ARES_REC_TYPE_SOA)
    take_zone (search, question->first, reply);
  else
    {
      follow (search, question->first, reply);
      take_addresses (search, reply);
    }
}

static gboolean
is_given_up (Search *search, gint64 until)
{
  return g_cancellable_is_cancelled (search->cancellable) || g_get_monotonic_time () >= until;
}

static gboolean
ask (Search *search, const char *first, const char *name, ares_dns_rec_type_t type)
{
  Question question = { search, first, type };
  gint64 until
      = MIN (search->deadline, g_get_monotonic_time () + QUESTION_MS * G_TIME_SPAN_MILLISECOND);

  search->is_answered = FALSE;
  search->status = ARES_ETIMEOUT;
  if (is_given_up (search, until))
    return FALSE;
  ares_query_dnsrec (search->channel, name, ARES_CLASS_IN, type, answered, &question, NULL);
  while (ares_queue_wait_empty (search->channel, LOOK_MS) != ARES_SUCCESS)
    if (is_given_up (search, until))
      ares_cancel (search->channel); /* answers the question, which lives on this stack */
  return search->is_answered;
}

static gboolean
is_at_end (Search *search)
{
  return search->answer->is_endless || search->answer->addresses->len > 0;
}

/* A server that knows only a part of the way is asked for the rest. */
static gboolean
walk (Search *search, const char *name)
{
  const char *asked = NULL;

  search->end = name;
  while (!is_at_end (search) && g_strcmp0 (asked, search->end) != 0)
    {
      asked = search->end;
      if (!ask (search, name, asked, ARES_REC_TYPE_A))
        return FALSE;
    }
  if (!search->answer->is_endless && !ask (search, name, search->end, ARES_REC_TYPE_AAAA))
    return FALSE;
  /* an alias is never the top of a zone; the question still says which zone it is in */
  if (!ask (search, name, name, ARES_REC_TYPE_SOA) && search->answer->aliases->len == 0
      && search->answer->addresses->len == 0)
    return FALSE;
  if (search->answer->aliases->len > 0)
    search->answer->is_zone = FALSE;
  return TRUE;
}

/* The thread. */

static GError *
make_error (ares_status_t status)
{
  if (status == ARES_EBADRESP || status == ARES_EFORMERR)
    return depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                            _ ("The DNS server answers with something that cannot be read"));
  return depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                          /* Translators: %s is the reason in the words of a library */
                          _ ("No DNS server gave an answer: %s"),
                          ares_strerror ((int) status));
}

static GError *
open_channel (Search *search, const char *server)
{
  struct ares_options options = { .timeout = TRY_MS, .tries = N_TRIES };
  int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EVENT_THREAD;
  int status;

  options.evsys = ARES_EVSYS_DEFAULT;
  status = ares_init_options (&search->channel, &options, mask);
  if (status != ARES_SUCCESS)
    return make_error ((ares_status_t) status);
  if (server != NULL && ares_set_servers_ports_csv (search->channel, server) != ARES_SUCCESS)
    return depot_error_new (
        DEPOT_ERROR_INVALID_INPUT, _ ("“%s” is no address of a DNS server"), server);
  return NULL;
}

static void
look_up (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Wish *wish = data;
  Search search = { .deadline = g_get_monotonic_time () + LIMIT_MS * G_TIME_SPAN_MILLISECOND };
  g_autoptr (DepotDnsAnswer) answer = answer_new ();
  GError *error;

  search.answer = answer;
  search.cancellable = cancellable;
  error = open_channel (&search, wish->server);
  if (error == NULL && !walk (&search, wish->name))
    error = make_error (search.status);
  if (search.channel != NULL)
    ares_destroy (search.channel);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) depot_dns_answer_free);
}

static gboolean
open_library (void)
{
  static gsize result;

  if (g_once_init_enter (&result))
    g_once_init_leave (&result, ares_library_init (ARES_LIB_INIT_ALL) == ARES_SUCCESS ? 1 : 2);
  return result == 1;
}

void
depot_dns_look_up_async (const char *name,
                         const char *server,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Wish *wish = g_new0 (Wish, 1);

  g_task_set_source_tag (task, depot_dns_look_up_async);
  wish->name = dup_plain (name);
  wish->server = g_strdup (server);
  g_task_set_task_data (task, wish, wish_free);
  if (wish->name == NULL)
    g_task_return_error (task,
                         depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                          _ ("This is no name the DNS can be asked for")));
  else if (!open_library ())
    g_task_return_error (task, make_error (ARES_ENOTINITIALIZED));
  else
    g_task_run_in_thread (task, look_up);
}

DepotDnsAnswer *
depot_dns_look_up_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;
  DepotDnsAnswer *answer = g_task_propagate_pointer (G_TASK (result), &cause);

  if (answer == NULL)
    g_propagate_error (error, depot_error_from_any (cause));
  return answer;
}
