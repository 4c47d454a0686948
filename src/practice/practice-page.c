/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-page.h"

#define STYLE_RESOURCE "/io/github/clouddepot/practice/pages/page.css"
#define STYLE_PATH "/_practice/page.css"

/* Browsers hold form-action against the redirect that follows a form, hence the loopback sources.
 */
#define POLICY                                                                                     \
  "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:* "                   \
  "http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'"

void
practice_page_reply (PracticeRequest *request,
                     guint status,
                     const char *title,
                     const char *inner_html)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *html
      = g_strconcat ("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                     "<title>",
                     escaped,
                     "</title><link rel=\"stylesheet\" href=\"" STYLE_PATH "\"></head>"
                     "<body><main><p class=\"brand\">Practice cloud</p><h1>",
                     escaped,
                     "</h1>",
                     inner_html,
                     "</main><footer>This page belongs to the practice cloud on this computer. It "
                     "is not Azure, and "
                     "nothing typed here leaves the computer.</footer></body></html>\n",
                     NULL);

  practice_request_set_reply_header (request, "Content-Security-Policy", POLICY);
  practice_request_set_reply_header (request, "X-Frame-Options", "DENY");
  practice_request_set_reply_header (request, "X-Content-Type-Options", "nosniff");
  practice_request_set_reply_header (request, "Referrer-Policy", "no-referrer");
  practice_request_set_reply_header (request, "Cache-Control", "no-store");
  practice_request_reply_text (request, status, "text/html; charset=utf-8", html);
}

static void
reply_style (PracticeRequest *request, gpointer data)
{
  g_autoptr (GBytes) style
      = g_resources_lookup_data (STYLE_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  practice_request_set_reply_header (request, "X-Content-Type-Options", "nosniff");
  practice_request_reply_bytes (request, SOUP_STATUS_OK, "text/css; charset=utf-8", style);
}

void
practice_page_register (PracticeCloud *cloud)
{
  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_PLAIN | PRACTICE_SURFACE_BROWSER,
                       "GET",
                       STYLE_PATH,
                       reply_style,
                       NULL);
}
