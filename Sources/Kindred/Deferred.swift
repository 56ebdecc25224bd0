/// Makes a property a deferred column: it is read only when it is asked for.
///
/// ```swift
/// @Model
/// struct Page {
///   var title: String
///   @Deferred var body: String = ""
/// }
///
/// for page in try await Page.objects.all() { print(page.title) }  // SELECT "page"."id", "page"."title" FROM "page"
/// let text = try await page.body          // loads it, with one statement for all rows of the same result
/// var page = Page(title: "News", body: "…")
/// page.$body.set("Another text")
/// try await page.save()
/// ```
///
/// Use it for large values that most pages do not show: texts, documents, pictures. The property is `get async throws`,
/// like a relation. `page.$body` is a ``DeferredColumn``, which sets the value and says whether it is loaded. Saving does not
/// write a value that was neither loaded nor set. `undefer` and `only` on a query set read the column with the rows.
///
/// The column is the same as that of any property, in conditions, `values`, `order` and `update`. It can have the options of
/// ``Field(_:column:maxLength:maxDigits:decimalPlaces:bits:unique:index:databaseDefault:comment:collation:)``. In the table,
/// deferred columns come last.
@attached(accessor, names: named(get))
@attached(peer, names: prefixed(`$`), prefixed(_))
public macro Deferred() = #externalMacro(module: "KindredMacros", type: "DeferredMacro")
