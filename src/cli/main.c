/* SPDX-License-Identifier: GPL-3.0-or-later */
/* depotctl: everything the console does, without a window. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "cli-verbs.h"
#include "depot-tls.h"

typedef struct
{
  const char *noun;
  const char *verb; /* NULL: the noun stands alone */
  int (*run) (CliContext *context, int argc, char **argv);
  const char *summary;
} Verb;

static const Verb verbs[] = {
  { "site", "create", cli_site_create, N_ ("Say which site this console works for") },
  { "site", "list", cli_site_list, N_ ("List the sites") },
  { "site", "proxy", cli_site_proxy, N_ ("Show, set or test the proxy server of the site") },
  { "cloud", "list", cli_cloud_list, N_ ("List the Azure environments") },
  { "cloud", "add", cli_cloud_add, N_ ("Keep an environment such as Azure Stack, by its address") },
  { "cloud", "remove", cli_cloud_remove, N_ ("Forget an environment that was added") },
  { "cloud", "trust", cli_cloud_trust, N_ ("Trust one more certificate authority in one") },
  { "cloud", "orphans", cli_cloud_orphans, N_ ("List or delete what belongs to no point") },
  { "cloud", "register", cli_cloud_register, N_ ("Keep the app registration of an environment") },
  { "sign-in", NULL, cli_sign_in, N_ ("Sign in to Azure through the browser") },
  { "sign-out", NULL, cli_sign_out, N_ ("Remove an account and its tokens") },
  { "account", "list", cli_account_list, N_ ("List the signed-in accounts") },
  { "service", "list", cli_service_list, N_ ("List the Azure services") },
  { "service", "add", cli_service_add, N_ ("Keep an app registration and its credential") },
  { "service", "create", cli_service_create, N_ ("Register an application and keep it") },
  { "service", "check", cli_service_check, N_ ("Check roles and providers of an account") },
  { "service", "verify", cli_service_verify, N_ ("Sign in as the service and look around") },
  { "service", "renew", cli_service_renew, N_ ("Give the service a new credential") },
  { "service", "remove", cli_service_remove, N_ ("Forget the service here") },
  { "subscription", "list", cli_subscription_list, N_ ("List the subscriptions of an account") },
  { "region", "list", cli_region_list, N_ ("List the regions of a subscription") },
  { "group", "list", cli_group_list, N_ ("List the resource groups of a subscription") },
  { "certificate", "make", cli_certificate_make, N_ ("Make a practice certificate") },
  { "point", "create", cli_point_create, N_ ("Create a cloud distribution point from a draft") },
  { "point", "list", cli_point_list, N_ ("List the cloud distribution points") },
  { "point", "show", cli_point_show, N_ ("Show everything about one point") },
  { "point", "set", cli_point_set, N_ ("Change description, site, quotas of a point") },
  { "point", "stop", cli_point_stop, N_ ("Stop a point: clients are refused at once") },
  { "point", "start", cli_point_start, N_ ("Start a stopped point under the same address") },
  { "point", "scale", cli_point_scale, N_ ("Change number or size of a point's instances") },
  { "point", "renew", cli_point_renew, N_ ("Replace the certificate of a point") },
  { "point", "check", cli_point_check, N_ ("Look at points now and list what is wrong") },
  { "point", "re-apply", cli_point_reapply, N_ ("Deploy the settings of a point once more") },
  { "point", "dns", cli_point_dns, N_ ("Ask whether the DNS leads clients to a point") },
  { "point", "alias", cli_point_alias, N_ ("Write the CNAME record into Azure DNS") },
  { "point", "redeploy", cli_point_redeploy, N_ ("Delete a point and create the same again") },
  { "point", "delete", cli_point_delete, N_ ("Delete a point and everything it has in Azure") },
  { "content", "put", cli_content_put, N_ ("Send a folder to the container of a point") },
  { "package", "add", cli_package_add, N_ ("Add a folder as a package") },
  { "package", "list", cli_package_list, N_ ("List the packages") },
  { "package", "show", cli_package_show, N_ ("Show everything about a package") },
  { "package", "set", cli_package_set, N_ ("Change what is said about a package") },
  { "package", "export", cli_package_export, N_ ("Write a package with content into a file") },
  { "package", "import", cli_package_import, N_ ("Add a package from such a file") },
  { "package", "remove", cli_package_remove, N_ ("Forget a package that no point carries") },
  { "point-group", "create", cli_point_group_create, N_ ("Make a distribution point group") },
  { "point-group", "list", cli_point_group_list, N_ ("List the distribution point groups") },
  { "point-group", "show", cli_point_group_show, N_ ("Show a group, members and packages") },
  { "point-group", "add", cli_point_group_add, N_ ("Put points into a group") },
  { "point-group", "remove", cli_point_group_remove, N_ ("Take points out of a group") },
  { "point-group", "repair", cli_point_group_repair, N_ ("Send what members lack") },
  { "point-group", "delete", cli_point_group_delete, N_ ("Delete a group; content stays") },
  { "content", "distribute", cli_content_distribute, N_ ("Send packages to points and groups") },
  { "content", "update", cli_content_update, N_ ("Send a new version of packages") },
  { "content", "redistribute", cli_content_redistribute, N_ ("Send every file again") },
  { "content", "validate", cli_content_validate, N_ ("Read content back and compare hashes") },
  { "content", "remove", cli_content_remove, N_ ("Remove packages from points") },
  { "content", "cancel", cli_content_cancel, N_ ("Stop what is under way for packages") },
  { "content", "clean-up", cli_content_clean_up, N_ ("Remove what belongs to no package") },
  { "content", "schedule", cli_content_schedule, N_ ("Validate a point every week") },
  { "content", "pause", cli_content_pause, N_ ("Hold the content of packages back") },
  { "content", "resume", cli_content_resume, N_ ("Let the content of packages go on") },
  { "content", "priority", cli_content_priority, N_ ("Say whose content goes first") },
  { "content", "status", cli_content_status, N_ ("Show where packages are and how far") },
  { "content", "limits", cli_content_limits, N_ ("Show or set how much goes out at once") },
  { "edge", "token", cli_edge_token, N_ ("Give out a content token for one package") },
  { "operation", "list", cli_operation_list, N_ ("List long-running work") },
  { "operation", "show", cli_operation_show, N_ ("Show one operation with its steps") },
  { "operation", "retry", cli_operation_retry, N_ ("Try the failed step again") },
  { "operation",
    "clean-up",
    cli_operation_clean_up,
    N_ ("Remove what a failed operation made in Azure") },
  { "operation", "cancel", cli_operation_cancel, N_ ("Stop an operation") },
  { "message", "list", cli_message_list, N_ ("List status messages") },
  { "log", NULL, cli_log, N_ ("Print CloudMgr.log") },
  { "doctor", NULL, cli_doctor, N_ ("Check keyring, store, clock and connections") },
  { "keeper", NULL, cli_keeper, N_ ("Run waiting operations in the background") },
};

static void
print_help (void)
{
  g_print (_ ("Usage: depotctl NOUN [VERB] [OPTIONS]\n\n"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *name = g_strjoin (" ", verbs[i].noun, verbs[i].verb, NULL);

      g_print ("  %-22s %s\n", name, _ (verbs[i].summary));
    }
  g_print (
      "\n%s\n",
      _ ("“depotctl NOUN VERB --help” explains one of them. All take --json and --quiet.\n"
         "Exit codes: 0 done, 1 failed, 2 wrong use, 3 sign-in needed, 4 local data unusable, 5 "
         "not found,\n"
         "6 certificate refused, 7 Azure not reachable or busy, 8 cancelled, 9 refused by Azure."));
}

/* How many words of argv name the verb: 0 if none does. */
static guint
words_of (const Verb *verb, int argc, char **argv)
{
  if (argc < 2 || !g_str_equal (verb->noun, argv[1]))
    return 0;
  if (verb->verb == NULL)
    return 1;
  return argc >= 3 && g_str_equal (verb->verb, argv[2]) ? 2 : 0;
}

static int
run_verb (const Verb *verb, guint words, int argc, char **argv)
{
  CliContext context = { .cancellable = g_cancellable_new () };
  g_autofree char *program = g_strjoin (" ", "depotctl", verb->noun, verb->verb, NULL);
  int code;

  g_set_prgname (program);
  code = verb->run (&context, argc - (int) words, argv + words);
  cli_context_close (&context);
  return code;
}

int
main (int argc, char **argv)
{
  depot_tls_refuse_old_versions ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
      || g_str_equal (argv[1], "help"))
    {
      print_help ();
      return argc < 2 ? CLI_EXIT_USAGE : CLI_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("depotctl %s\n", VERSION);
      return CLI_EXIT_DONE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      guint words = words_of (&verbs[i], argc, argv);

      if (words > 0)
        return run_verb (&verbs[i], words, argc, argv);
    }
  g_printerr (
      _ ("depotctl: “%s%s%s” is not something it can do; “depotctl --help” lists what is.\n"),
      argv[1],
      argc > 2 ? " " : "",
      argc > 2 ? argv[2] : "");
  return CLI_EXIT_USAGE;
}
