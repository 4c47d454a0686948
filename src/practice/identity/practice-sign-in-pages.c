/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-sign-in-pages.h"

#include "practice-page.h"

#define BUTTONS(action)                                                                            \
  "<div class=\"buttons\">"                                                                        \
  "<button type=\"submit\" name=\"cancel\" value=\"1\" formnovalidate>Cancel</button>"             \
  "<button type=\"submit\" class=\"primary\" id=\"next\">" action "</button></div></form>"

/* Pressing Enter uses the first submit button of a form, which must not be Cancel or an account. */
#define DEFAULT_BUTTON "<button type=\"submit\" hidden tabindex=\"-1\">Go on</button>"

static GString *
begin_form (const char *flow, const char *step, const char *wrong)
{
  GString *html = g_string_new (NULL);
  g_autofree char *start = g_markup_printf_escaped (
      "<form method=\"post\" action=\"" PRACTICE_SIGN_IN_PATH "\" autocomplete=\"off\">"
      "<input type=\"hidden\" name=\"flow\" value=\"%s\">"
      "<input type=\"hidden\" name=\"step\" value=\"%s\">" DEFAULT_BUTTON,
      flow,
      step);

  if (wrong != NULL)
    {
      g_autofree char *text
          = g_markup_printf_escaped ("<p class=\"wrong\" role=\"alert\">%s</p>", wrong);

      g_string_append (html, text);
    }
  g_string_append (html, start);
  return html;
}

static void
append_account (GString *html, const PracticeAccount *account)
{
  g_autofree char *item = g_markup_printf_escaped (
      "<li><button type=\"submit\" name=\"pick\" value=\"%s\"><b>%s</b><span>%s</span>"
      "</button></li>",
      account->user_name,
      account->user_name,
      account->about);

  g_string_append (html, item);
}

void
practice_sign_in_pages_show_accounts (PracticeRequest *request,
                                      const char *flow,
                                      const char *user_name,
                                      const char *wrong)
{
  g_autoptr (GString) html = begin_form (flow, "account", wrong);
  g_autofree char *field = g_markup_printf_escaped (
      "<label for=\"username\">User name</label>"
      "<input id=\"username\" name=\"username\" type=\"text\" value=\"%s\" autofocus "
      "spellcheck=\"false\" autocapitalize=\"none\">",
      user_name != NULL ? user_name : "");
  guint count;
  const PracticeAccount *accounts = practice_directory_get_accounts (&count);

  g_string_append (html,
                   "<p>Pick one of the practice accounts, or type its user name.</p>"
                   "<ul class=\"accounts\">");
  for (guint i = 0; i < count; i++)
    append_account (html, &accounts[i]);
  g_string_append (html, "</ul>");
  g_string_append (html, field);
  g_string_append (html, BUTTONS ("Next"));
  practice_page_reply (request, SOUP_STATUS_OK, "Sign in", html->str);
}

void
practice_sign_in_pages_show_password (PracticeRequest *request,
                                      const char *flow,
                                      const PracticeAccount *account,
                                      const char *wrong)
{
  g_autoptr (GString) html = begin_form (flow, "password", wrong);
  g_autofree char *text = g_markup_printf_escaped (
      "<p>%s</p><label for=\"password\">Password</label>"
      "<input id=\"password\" name=\"password\" type=\"password\" autofocus required>"
      "<p class=\"quiet\">The password of every practice account is "
      "<code>" PRACTICE_PASSWORD "</code>.</p>",
      account->user_name);

  g_string_append (html, text);
  g_string_append (html, BUTTONS ("Sign in"));
  practice_page_reply (request, SOUP_STATUS_OK, "Enter password", html->str);
}

void
practice_sign_in_pages_show_second_factor (PracticeRequest *request,
                                           const char *flow,
                                           const char *wrong)
{
  g_autoptr (GString) html = begin_form (flow, "second-factor", wrong);

  g_string_append (html,
                   "<p>Azure asks for a second factor before resources may be changed.</p>"
                   "<label for=\"otc\">Code from the authenticator</label>"
                   "<input id=\"otc\" name=\"otc\" type=\"text\" inputmode=\"numeric\" "
                   "maxlength=\"6\" autofocus required>"
                   "<p class=\"quiet\">There is no authenticator to practise with: the code is "
                   "always <code>" PRACTICE_SECOND_FACTOR "</code>.</p>");
  g_string_append (html, BUTTONS ("Verify"));
  practice_page_reply (request, SOUP_STATUS_OK, "Enter code", html->str);
}
