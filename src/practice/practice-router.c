/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-router.h"

#include <string.h>

typedef struct
{
  PracticeSurface surface;
  char *method;
  char **segments;
  int literals;
  int stars;
  PracticeHandler handler;
  gpointer data;
} Route;

struct _PracticeRouter
{
  GObject parent_instance;

  GPtrArray *routes;
  GPtrArray *fallbacks;
};

G_DEFINE_FINAL_TYPE (PracticeRouter, practice_router, G_TYPE_OBJECT)

static void
route_free (Route *route)
{
  g_free (route->method);
  g_strfreev (route->segments);
  g_free (route);
}

static void
practice_router_finalize (GObject *object)
{
  PracticeRouter *self = PRACTICE_ROUTER (object);

  g_ptr_array_unref (self->routes);
  g_ptr_array_unref (self->fallbacks);
  G_OBJECT_CLASS (practice_router_parent_class)->finalize (object);
}

static void
practice_router_class_init (PracticeRouterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = practice_router_finalize;
}

static void
practice_router_init (PracticeRouter *self)
{
  self->routes = g_ptr_array_new_with_free_func ((GDestroyNotify) route_free);
  self->fallbacks = g_ptr_array_new_with_free_func ((GDestroyNotify) route_free);
}

PracticeRouter *
practice_router_new (void)
{
  return g_object_new (PRACTICE_TYPE_ROUTER, NULL);
}

static gboolean
is_star (const char *segment)
{
  return segment[0] == '{' && g_str_has_suffix (segment, "*}");
}

void
practice_router_add (PracticeRouter *self,
                     PracticeSurface surface,
                     const char *method,
                     const char *pattern,
                     PracticeHandler handler,
                     gpointer data)
{
  Route *route = g_new0 (Route, 1);

  g_return_if_fail (pattern[0] == '/');

  route->surface = surface;
  route->method = g_strdup (method);
  route->segments = pattern[1] != '\0' ? g_strsplit (pattern + 1, "/", -1) : g_new0 (char *, 1);
  for (guint i = 0; route->segments[i] != NULL; i++)
    {
      route->literals += route->segments[i][0] != '{';
      route->stars += is_star (route->segments[i]);
    }
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->routes, route);
}

void
practice_router_set_fallback (PracticeRouter *self,
                              PracticeSurface surface,
                              PracticeHandler handler,
                              gpointer data)
{
  Route *route = g_new0 (Route, 1);

  route->surface = surface;
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->fallbacks, route);
}

static char *
capture_name (const char *segment)
{
  return g_strndup (segment + 1, strlen (segment) - (is_star (segment) ? 3 : 2));
}

static char *
join_segments (const char *const *segments, gsize count)
{
  GString *joined = g_string_new (segments[0]);

  for (gsize i = 1; i < count; i++)
    g_string_append_printf (joined, "/%s", segments[i]);
  return g_string_free_and_steal (joined);
}

static gboolean
fits (char **pattern, const char *const *path, GHashTable *captures)
{
  gsize left = g_strv_length ((char **) path);

  if (pattern[0] == NULL)
    return left == 0;
  if (left == 0)
    return FALSE;
  if (pattern[0][0] != '{')
    return g_ascii_strcasecmp (pattern[0], path[0]) == 0 && fits (pattern + 1, path + 1, captures);
  for (gsize taken = 1; taken <= (is_star (pattern[0]) ? left : 1); taken++)
    if (fits (pattern + 1, path + taken, captures))
      {
        g_hash_table_insert (captures, capture_name (pattern[0]), join_segments (path, taken));
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_better (Route *route, Route *best)
{
  if (best == NULL || route->literals != best->literals)
    return best == NULL || route->literals > best->literals;
  return route->stars < best->stars;
}

static gboolean
takes_method (Route *route, const char *method)
{
  return g_str_equal (route->method, method);
}

static Route *
find_route (PracticeRouter *self,
            PracticeRequest *request,
            GHashTable **captures,
            gboolean *path_known)
{
  const char *method = practice_request_get_method (request);
  Route *best = NULL;

  for (guint i = 0; i < self->routes->len; i++)
    {
      Route *route = g_ptr_array_index (self->routes, i);
      g_autoptr (GHashTable) found
          = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

      if ((route->surface & practice_request_get_surfaces (request)) == 0
          || !fits (route->segments, practice_request_get_segments (request), found))
        continue;
      *path_known = TRUE;
      if (!takes_method (route, method) || !is_better (route, best))
        continue;
      best = route;
      g_clear_pointer (captures, g_hash_table_unref);
      *captures = g_steal_pointer (&found);
    }
  return best;
}

static Route *
find_fallback (PracticeRouter *self, PracticeRequest *request)
{
  for (guint i = 0; i < self->fallbacks->len; i++)
    {
      Route *route = g_ptr_array_index (self->fallbacks, i);

      if (route->surface & practice_request_get_surfaces (request))
        return route;
    }
  return NULL;
}

/* yyyy-mm-dd with an optional word such as "-preview"; key vaults also have 7.x. */
static gboolean
is_api_version (const char *version)
{
  return g_regex_match_simple (
      "^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]\\.[0-9])(-[a-z0-9.]+)?$", version, G_REGEX_CASELESS, 0);
}

static gboolean
check_api_version (PracticeRequest *request)
{
  const char *version = practice_request_get_query (request, "api-version");

  if (version == NULL || *version == '\0')
    practice_request_reply_error (request,
                                  SOUP_STATUS_BAD_REQUEST,
                                  "MissingApiVersionParameter",
                                  "The api-version query parameter (?api-version=) is required for "
                                  "all requests.");
  else if (!is_api_version (version))
    practice_request_reply_error (request,
                                  SOUP_STATUS_BAD_REQUEST,
                                  "InvalidApiVersionParameter",
                                  "The api-version '%s' is invalid. The supported versions are "
                                  "dates of the form yyyy-mm-dd.",
                                  version);
  else
    return TRUE;
  return FALSE;
}

static void
reply_unknown (PracticeRequest *request, gboolean path_known)
{
  if (path_known)
    practice_request_reply_error (request,
                                  SOUP_STATUS_METHOD_NOT_ALLOWED,
                                  "HttpMethodNotAllowed",
                                  "The http method '%s' is not supported for the resource '%s'.",
                                  practice_request_get_method (request),
                                  practice_request_get_path (request));
  else
    practice_request_reply_error (request,
                                  SOUP_STATUS_NOT_FOUND,
                                  "InvalidResourceType",
                                  "The resource '%s' could not be found in the practice cloud.",
                                  practice_request_get_path (request));
}

static void
run_route (Route *route, PracticeRequest *request, GHashTable *captures)
{
  if (captures != NULL)
    practice_request_set_captures (request, captures);
  practice_request_set_surface (request, route->surface & practice_request_get_surfaces (request));
  if (route->method != NULL && route->surface == PRACTICE_SURFACE_MANAGEMENT
      && !check_api_version (request))
    return;
  route->handler (request, route->data);
}

void
practice_router_dispatch (PracticeRouter *self, PracticeRequest *request)
{
  g_autoptr (GHashTable) captures = NULL;
  gboolean path_known = FALSE;
  Route *route = NULL;

  practice_request_set_surface (request, practice_request_get_surfaces (request));
  if (practice_request_get_path (request) == NULL)
    {
      practice_request_reply_error (request,
                                    SOUP_STATUS_BAD_REQUEST,
                                    "InvalidRequestUri",
                                    "The request path is not valid text.");
      return;
    }
  route = find_route (self, request, &captures, &path_known);
  if (route == NULL && !path_known)
    route = find_fallback (self, request);
  if (route == NULL)
    reply_unknown (request, path_known);
  else
    run_route (route, request, captures);
  if (!practice_request_is_answered (request) && !practice_request_is_paused (request))
    practice_request_reply_error (request,
                                  SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                  "InternalServerError",
                                  "No part of the practice cloud answered.");
}
