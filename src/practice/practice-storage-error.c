/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-storage-error.h"

#include "practice-cloud.h"

static char *
make_body (PracticeRequest *request,
           const char *code,
           const char *message,
           const char *element,
           const char *text)
{
  g_autofree char *now = practice_cloud_format_now (practice_request_get_cloud (request));
  g_autofree char *start
      = g_markup_printf_escaped ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code>"
                                 "<Message>%s\nRequestId:%s\nTime:%s</Message>",
                                 code,
                                 message,
                                 practice_request_get_request_id (request),
                                 now);
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  if (element == NULL)
    return g_strconcat (start, "</Error>", NULL);
  return g_strdup_printf ("%s<%s>%s</%s></Error>", start, element, escaped, element);
}

void
practice_storage_reply_error_full (PracticeRequest *request,
                                   guint status,
                                   const char *code,
                                   const char *message,
                                   const char *element,
                                   const char *text)
{
  g_autofree char *body = make_body (request, code, message, element, text);

  practice_request_set_reply_header (request, "x-ms-error-code", code);
  practice_request_reply_text (request, status, "application/xml", body);
}

void
practice_storage_reply_error (PracticeRequest *request,
                              guint status,
                              const char *code,
                              const char *message)
{
  practice_storage_reply_error_full (request, status, code, message, NULL, NULL);
}
