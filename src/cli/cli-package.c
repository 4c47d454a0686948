/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl package add|list|show|set|remove`. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-library.h"
#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-package-inspect.h"
#include "depot-packages.h"

static const CliColumn columns[] = {
  { "id", N_ ("ID"), FALSE },
  { "name", N_ ("Name"), FALSE },
  { "version", N_ ("Version"), FALSE },
  { "kind", N_ ("Kind"), FALSE },
  { "sourceVersion", N_ ("Source"), TRUE },
  { "sizeBytes", N_ ("Bytes"), TRUE },
  { "targeted", N_ ("Targeted"), TRUE },
  { "success", N_ ("Success"), TRUE },
  { "inProgress", N_ ("In progress"), TRUE },
  { "error", N_ ("Error"), TRUE },
  { "unknown", N_ ("Unknown"), TRUE },
};

/* What add and set have in common. */
typedef struct
{
  char *name, *version, *publisher, *language, *category, *description, *source, *kind, *site;
  char **depends, **types;
} Values;

static void
values_clear (Values *self)
{
  g_free (self->name);
  g_free (self->version);
  g_free (self->publisher);
  g_free (self->language);
  g_free (self->category);
  g_free (self->description);
  g_free (self->source);
  g_free (self->kind);
  g_free (self->site);
  g_strfreev (self->depends);
  g_strfreev (self->types);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

#define TEXT(option, place, help, argument)                                                        \
  { option, 0, 0, G_OPTION_ARG_STRING, &(place), help, argument }
#define VALUE_ENTRIES(values)                                                                      \
  TEXT ("name", (values).name, N_ ("Name of the package"), N_ ("NAME")),                           \
      TEXT ("version", (values).version, N_ ("Version of the software"), N_ ("VERSION")),          \
      TEXT ("publisher", (values).publisher, N_ ("Who made it"), N_ ("NAME")),                     \
      TEXT ("language", (values).language, N_ ("Language of the software"), N_ ("NAME")),          \
      TEXT ("category", (values).category, N_ ("Category for people"), N_ ("NAME")),               \
      TEXT ("description", (values).description, N_ ("Note for people"), N_ ("TEXT")),             \
      TEXT ("kind",                                                                                \
            (values).kind,                                                                         \
            N_ ("package (default), application, os-upgrade or updates"),                          \
            N_ ("KIND")),                                                                          \
      { "depends",                                                                                 \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING_ARRAY,                                                                 \
        &(values).depends,                                                                         \
        N_ ("Package this one needs; may be repeated"),                                            \
        N_ ("ID") },                                                                               \
  {                                                                                                \
    "type", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(values).types,                                      \
        N_ ("Deployment type of an application; may be repeated"), N_ ("NAME=COMMAND")             \
  }

static void
set_text (DepotPackage *package, const char *property, const char *value)
{
  if (value != NULL)
    g_object_set (package, property, value, NULL);
}

static void
add_types (DepotPackage *package, char **types)
{
  for (char **type = types; type != NULL && *type != NULL; type++)
    {
      g_auto (GStrv) parts = g_strsplit (*type, "=", 2);

      depot_package_add_deployment_type (
          package,
          depot_deployment_type_new (
              parts[0] != NULL ? parts[0] : "", NULL, parts[0] != NULL ? parts[1] : NULL, NULL));
    }
}

static gboolean
apply (DepotPackage *package, const Values *values, GError **error)
{
  DepotPackageKind kind;
  g_autoptr (GFile) source
      = values->source != NULL ? g_file_new_for_commandline_arg (values->source) : NULL;
  g_autofree char *uri = source != NULL ? g_file_get_uri (source) : NULL;

  if (values->kind != NULL)
    {
      if (!depot_package_kind_from_nick (values->kind, &kind))
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                              _ ("“%s” is not a kind of package."),
                                              values->kind));
          return FALSE;
        }
      g_object_set (package, "kind", (guint) kind, NULL);
    }
  set_text (package, "name", values->name);
  set_text (package, "version", values->version);
  set_text (package, "publisher", values->publisher);
  set_text (package, "language", values->language);
  set_text (package, "category", values->category);
  set_text (package, "description", values->description);
  set_text (package, "source-uri", uri);
  if (values->depends != NULL)
    depot_package_set_dependencies (package, (const char *const *) values->depends);
  add_types (package, values->types);
  return TRUE;
}

static void
print_package (CliContext *context, DepotPackage *package)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *source = NULL;
  g_autofree char *size = NULL;
  DepotContentCounts counts;
  g_autofree char *compliance = NULL;

  if (context->json)
    {
      object = depot_package_to_json (package);
      cli_print_object (object);
      return;
    }
  source = depot_package_dup_source_text (package);
  size = depot_size_to_text (depot_package_get_size_bytes (package));
  depot_package_get_counts (package, &counts);
  compliance = g_strdup_printf ("%u %%", depot_content_counts_get_compliance (&counts));
  g_print ("%s  %s\n", depot_package_get_id (package), depot_package_get_name (package));
  cli_print_fact (_ ("Version"), depot_package_get_version (package));
  cli_print_fact (_ ("Publisher"), depot_package_get_publisher (package));
  cli_print_fact (_ ("Kind"), depot_package_kind_get_label (depot_package_get_kind (package)));
  cli_print_fact (_ ("Source"), source);
  cli_print_fact (_ ("Content ID"), depot_package_get_content_id (package));
  cli_print_fact (_ ("Size"), depot_package_get_source_version (package) > 0 ? size : NULL);
  cli_print_fact (_ ("Compliance"),
                  depot_content_counts_get_total (&counts) > 0 ? compliance : NULL);
}

int
cli_package_add (CliContext *context, int argc, char **argv)
{
  g_auto (Values) values = { NULL };
  g_autoptr (DepotPackage) package = NULL;
  g_autoptr (GFile) source = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) inspection = { NULL };
  g_auto (CliAwait) await = { NULL };
  DepotPackage *added;
  const GOptionEntry entries[] = {
    VALUE_ENTRIES (values),
    TEXT ("site", values.site, N_ ("Site whose code begins the package ID"), N_ ("CODE")),
    { NULL },
  };

  if (!cli_context_parse (context,
                          &argc,
                          &argv,
                          entries,
                          N_ ("FOLDER-OR-FILE"),
                          _ ("Adds a folder or file as a package.")))
    return CLI_EXIT_USAGE;
  if (argc != 2)
    return cli_context_misuse (context, _ ("Name one folder or file."));
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  source = g_file_new_for_commandline_arg (argv[1]);
  depot_package_inspect_async (source, context->cancellable, cli_await_done, &inspection);
  package = depot_package_inspect_finish (cli_await (&inspection), &error);
  if (package == NULL || !apply (package, &values, &error))
    return cli_context_fail (context, error);
  depot_package_add_async (
      context->house, package, values.site, context->cancellable, cli_await_done, &await);
  added = depot_package_add_finish (context->house, cli_await (&await), &error);
  if (added == NULL)
    return cli_context_fail (context, error);
  print_package (context, added);
  return CLI_EXIT_DONE;
}

static void
add_row (CliTable *table, DepotPackage *package)
{
  g_autofree char *size
      = g_strdup_printf ("%" G_GUINT64_FORMAT, depot_package_get_size_bytes (package));
  g_autofree char *source = g_strdup_printf ("%u", depot_package_get_source_version (package));
  DepotContentCounts counts;
  g_autofree char *total = NULL;
  char *numbers[DEPOT_N_CONTENT_WORDS];

  depot_package_get_counts (package, &counts);
  total = g_strdup_printf ("%" G_GUINT64_FORMAT, depot_content_counts_get_total (&counts));
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    numbers[word]
        = g_strdup_printf ("%" G_GUINT64_FORMAT, depot_content_counts_get (&counts, word));
  cli_table_add (table,
                 (const char *[]) { depot_package_get_id (package),
                                    depot_package_get_name (package),
                                    depot_package_get_version (package),
                                    depot_package_kind_get_nick (depot_package_get_kind (package)),
                                    source,
                                    size,
                                    total,
                                    numbers[DEPOT_CONTENT_WORD_SUCCESS],
                                    numbers[DEPOT_CONTENT_WORD_IN_PROGRESS],
                                    numbers[DEPOT_CONTENT_WORD_ERROR],
                                    numbers[DEPOT_CONTENT_WORD_UNKNOWN] });
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    g_free (numbers[word]);
}

int
cli_package_list (CliContext *context, int argc, char **argv)
{
  g_autoptr (CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (GError) error = NULL;
  DepotLibrary *library;
  GListModel *packages;

  if (!cli_context_parse (context, &argc, &argv, NULL, NULL, _ ("Lists the packages.")))
    return CLI_EXIT_USAGE;
  library = cli_open_library (context, FALSE, &error);
  if (library == NULL)
    return cli_context_fail (context, error);
  packages = depot_library_get_packages (library);
  for (guint i = 0; i < g_list_model_get_n_items (packages); i++)
    {
      g_autoptr (DepotPackage) package = g_list_model_get_item (packages, i);

      add_row (table, package);
    }
  cli_table_print (table, context);
  return CLI_EXIT_DONE;
}

/* Opens the house and finds the package named by argv[1]; NULL when *code says why not. */
static DepotPackage *
open_package (CliContext *context,
              int argc,
              char **argv,
              const GOptionEntry *entries,
              const char *summary,
              int *code)
{
  g_autoptr (GError) error = NULL;
  DepotLibrary *library;
  DepotPackage *package = NULL;

  *code = CLI_EXIT_USAGE;
  if (!cli_context_parse (context, &argc, &argv, entries, N_ ("ID"), summary))
    return NULL;
  if (argc != 2)
    {
      *code = cli_context_misuse (context, _ ("Name one package."));
      return NULL;
    }
  library = cli_open_library (context, FALSE, &error);
  if (library != NULL)
    package = depot_library_find_package (library, argv[1]);
  if (package == NULL && error == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no package “%s”."), argv[1]);
  if (package == NULL)
    *code = cli_context_fail (context, error);
  return package;
}

int
cli_package_show (CliContext *context, int argc, char **argv)
{
  int code;
  DepotPackage *package
      = open_package (context, argc, argv, NULL, _ ("Shows everything about a package."), &code);

  if (package == NULL)
    return code;
  print_package (context, package);
  return CLI_EXIT_DONE;
}

int
cli_package_set (CliContext *context, int argc, char **argv)
{
  g_auto (Values) values = { NULL };
  g_autoptr (DepotPackage) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  const GOptionEntry entries[] = {
    VALUE_ENTRIES (values),
    TEXT ("source", values.source, N_ ("Another source folder"), N_ ("FOLDER")),
    { NULL },
  };
  int code;
  DepotPackage *package = open_package (
      context, argc, argv, entries, _ ("Changes what is said about a package."), &code);

  if (package == NULL)
    return code;
  copy = depot_package_copy (package);
  if (!apply (copy, &values, &error))
    return cli_context_fail (context, error);
  depot_package_change_async (context->house, copy, context->cancellable, cli_await_done, &await);
  if (!depot_package_change_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  print_package (context, package);
  return CLI_EXIT_DONE;
}

int
cli_package_remove (CliContext *context, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliAwait) await = { NULL };
  int code;
  DepotPackage *package
      = open_package (context,
                      argc,
                      argv,
                      NULL,
                      _ ("Forgets a package that no distribution point carries. Its source folder "
                         "stays."),
                      &code);

  if (package == NULL)
    return code;
  depot_package_remove_async (
      context->house, depot_package_get_id (package), context->cancellable, cli_await_done, &await);
  if (!depot_package_remove_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  return CLI_EXIT_DONE;
}
