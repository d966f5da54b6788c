"""Static files under names that hold a hash of their content, JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js";` too: a module never meets an old version of another."""

    support_js_module_import_aggregation = True
