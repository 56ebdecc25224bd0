extension Queryable {
  /// The rows for which a look-up holds.
  ///
  /// The name is a path along relations to a field, transforms, and a look-up; without a look-up it is `exact`. Two
  /// underscores or dots separate the parts.
  ///
  /// ```swift
  /// Blog.objects.filter("entry__headline__icontains", "lennon")
  /// Blog.objects.filter("entry.headline.icontains", "lennon")
  /// // the same as Blog.objects.filter { $0.entry.headline.iContains("lennon") }
  /// ```
  ///
  /// Conditions on one related row stand in one call: `filter(Q("entry__headline__icontains", "lennon") &&
  /// Q("entry__rating__gt", 7))`.
  ///
  /// A wrong name throws ``KindredError/Code/invalidName`` when the query runs, with the valid choices; a value that
  /// the field cannot have throws ``KindredError/Code/invalidValue``. Names of callers that are not trusted need a
  /// policy: ``filter(untrusted:allowing:)``.
  public func filter(_ name: String, _ value: some NamedArgument) -> QuerySet<Model> {
    filter(where: .match(name, value))
  }

  /// The rows in which a field is NULL: `filter("tagline", nil)`.
  public func filter(_ name: String, _ value: NoArgument?) -> QuerySet<Model> {
    filter(where: .match(name, Bool?.none))
  }

  /// The rows for which a look-up holds, with a text that is parsed as the field's type.
  ///
  /// ```swift
  /// Entry.objects.filter("rating__gte", text: "7")
  /// Entry.objects.filter("rating__in", text: "7,8,9")
  /// ```
  ///
  /// A text that is no such value throws ``KindredError/Code/invalidValue``, without the text.
  public func filter(_ name: String, text: String) -> QuerySet<Model> {
    filter(where: NamedExpression(.match(name, .text(text))))
  }

  /// The rows for which a condition holds that speaks of fields by name.
  ///
  /// ```swift
  /// Entry.objects.filter(where: F("rating") >= 8 && F("comments") > F("rating"))
  /// ```
  public func filter(where condition: NamedExpression) -> QuerySet<Model> {
    refinedByName { $0.filter(condition, excluding: false) }
  }

  /// The rows for which a look-up does not hold. See ``filter(_:_:)-(String,_)``.
  public func exclude(_ name: String, _ value: some NamedArgument) -> QuerySet<Model> {
    exclude(where: .match(name, value))
  }

  /// The rows in which a field is not NULL: `exclude("tagline", nil)`.
  public func exclude(_ name: String, _ value: NoArgument?) -> QuerySet<Model> {
    exclude(where: .match(name, Bool?.none))
  }

  /// The rows for which a look-up does not hold, with a text that is parsed as the field's type.
  public func exclude(_ name: String, text: String) -> QuerySet<Model> {
    exclude(where: NamedExpression(.match(name, .text(text))))
  }

  /// The rows for which a condition does not hold that speaks of fields by name.
  public func exclude(where condition: NamedExpression) -> QuerySet<Model> {
    refinedByName { $0.filter(condition, excluding: true) }
  }

  /// The only row for which a look-up holds.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(_ name: String, _ value: some NamedArgument) async throws -> Model {
    try await filter(name, value).get()
  }

  /// The rows in the order of fields, which replaces any previous ordering.
  ///
  /// A minus sign before a name means descending; `?` is a random order. A relation is ordered as its model is.
  ///
  /// ```swift
  /// Entry.objects.order("-rating", "blog__name")
  /// ```
  public func order(_ names: String...) -> QuerySet<Model> { order(by: names.map(NamedOrdering.init(name:))) }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// ```swift
  /// Entry.objects.order(by: ["blog", F("note").desc.nullsLast])
  /// ```
  public func order(by terms: [NamedOrdering]) -> QuerySet<Model> { refinedByName { $0.order(terms) } }

  /// One row for each combination of values of these fields: the first one in the query's order.
  public func distinct(on first: String, _ others: String...) -> QuerySet<Model> {
    // With a list that may be empty, this would be meant by `distinct()`.
    refinedByName { $0.distinct(on: [first] + others) }
  }

  /// Only these values, as rows with names; without names, all fields.
  ///
  /// ```swift
  /// let rows = try await Entry.objects.values(byName: "headline", "blog__name", "pubDate__year").all()
  /// rows.first?["blog__name"] // .text("Beatles Blog")
  /// ```
  public func values(byName names: String...) -> NamedResult<Model, NamedRow> {
    values(names.map { NamedColumn($0) })
  }

  /// Only these values, as rows with names.
  ///
  /// ```swift
  /// Entry.objects.values([NamedColumn("blog"), NamedColumn("best", .max("rating"))])
  /// ```
  public func values(_ columns: [NamedColumn]) -> NamedResult<Model, NamedRow> {
    var named = NamedRequest(request)
    named.values(columns)
    return NamedResult(values: named)
  }

  /// The objects, each with the value of an expression under a name.
  ///
  /// ```swift
  /// let blogs = Blog.objects.annotate("entries", .count("entry")).filter("entries__gt", 5).order("-entries")
  /// for (blog, values) in try await blogs.all() { print(blog.name, values["entries"] ?? .null) }
  /// ```
  ///
  /// - Parameters:
  ///   - name: Letters, digits and underscores, but not two underscores in a row; no field of the model.
  ///   - expression: The expression.
  public func annotate(_ name: String, _ expression: some NamedArgument) -> NamedResult<Model, (Model, NamedRow)> {
    var named = NamedRequest(request)
    named.annotate(name, expression.namedExpression)
    return NamedResult(objects: named)
  }

  /// The objects, with an expression that others can use by its name, and that is not selected.
  public func alias(_ name: String, _ expression: some NamedArgument) -> NamedResult<Model, (Model, NamedRow)> {
    var named = NamedRequest(request)
    named.annotate(name, expression.namedExpression, isHidden: true)
    return NamedResult(objects: named)
  }

  /// Aggregates of all rows, by name.
  ///
  /// ```swift
  /// let totals = try await Entry.objects.aggregate(byName: ["average": .avg("rating"), "best": .max("rating")])
  /// try totals.value("best", as: Int?.self)
  /// ```
  public func aggregate(byName totals: [String: NamedExpression]) async throws -> NamedRow {
    try await NamedRequest(request).totals(totals)
  }

  /// Updates fields of the rows, by name, in one statement.
  ///
  /// ```swift
  /// try await Entry.objects.filter("blog__name", "Pop").update(byName: ["rating": F("rating") + 1, "note": "x"])
  /// ```
  ///
  /// - Returns: The number of rows that matched.
  @discardableResult
  public func update(byName values: [String: any NamedArgument]) async throws -> Int {
    var named = NamedRequest(request)
    let assignments = try named.assignments(values.mapValues(\.namedExpression))
    return try await querySet.update { _ in return assignments }
  }

  private func refinedByName(_ change: (inout NamedRequest) -> Void) -> QuerySet<Model> {
    var named = NamedRequest(request)
    change(&named)
    return refined(named.request)
  }
}

extension Q {
  /// Makes a `Q` from a path with a look-up.
  ///
  /// ```swift
  /// Blog.objects.filter(Q("name__startswith", "B") || Q { $0.tagline == nil })
  /// ```
  public init(_ name: String, _ value: some NamedArgument) { self.init(where: .match(name, value)) }

  /// Makes a `Q` for rows in which a field is NULL.
  public init(_ name: String, _ value: NoArgument?) {
    self.init(where: .match(name, Bool?.none))
  }

  /// Makes a `Q` from a condition that speaks of fields by name.
  public init(where condition: NamedExpression) {
    self.init { columns in
      var resolver = NameResolver(Model.schema, at: columns.queryPath)
      return resolver.conditionOrError(condition)
    }
  }
}
