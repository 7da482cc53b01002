/** Imported before everything else: graphql-js and others check each call for mistakes of a developer unless this says so. */
process.env.NODE_ENV ??= "production";
