/// Which names a caller that is not trusted may use.
///
/// Names from a query string or a form can reach every field behind every relation, such as the hash of a password. So
/// they need a policy, which lists what is allowed. The default allows nothing.
///
/// ```swift
/// let policy = LookupPolicy(["headline": ["exact", "icontains"], "blog__name": ["exact"], "rating": .comparisons])
/// let entries = Entry.objects.filter(untrusted: [("rating__gte", "7")], allowing: policy)
/// ```
///
/// An entry names one field by its path; fields behind it are not allowed. Its look-ups include the transforms that may
/// stand before one: `["year", "exact", "gte"]` allows `pubDate__year` and `pubDate__year__gte`. The keys of a JSON document
/// belong to the path: `"data__owner__name": .exact`.
public struct LookupPolicy: Sendable, Hashable {
  /// The look-ups and transforms that are allowed on a field.
  public struct Lookups: Sendable, Hashable, ExpressibleByArrayLiteral {
    let names: Set<String>

    /// Allows some look-ups and transforms, by name.
    public init(_ names: some Sequence<String>) { self.names = Set(names.map(NameText.key)) }

    /// Allows some look-ups and transforms, by name.
    public init(arrayLiteral elements: String...) { self.init(elements) }

    /// Only `exact`.
    public static let exact = Lookups(["exact"])
    /// `exact`, `in`, `isnull`, `lt`, `lte`, `gt`, `gte` and `range`.
    public static let comparisons = Lookups(["exact", "in", "isnull", "lt", "lte", "gt", "gte", "range"])
    /// `exact`, `iexact`, `contains`, `icontains`, `startswith`, `istartswith`, `endswith`, `iendswith`, `in` and
    /// `isnull`.
    public static let texts = Lookups([
      "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in", "isnull",
    ])
  }

  /// The fields, by their path with two underscores.
  private var lookups: [String: Lookups] = [:]
  /// Paths as they were given, for messages.
  private var names: [String] = []
  /// The largest number of conditions and terms of an order.
  public var maximumCount = 20

  /// Allows nothing.
  public static let none = LookupPolicy()

  /// Allows nothing.
  public init() {}

  /// Allows some fields, each with look-ups.
  public init(_ fields: [String: Lookups]) {
    for (name, lookups) in fields.sorted(by: { $0.key < $1.key }) { allow(name, lookups) }
  }

  /// Allows all fields of a model except some, and those of related models that are named.
  ///
  /// ```swift
  /// LookupPolicy(allFieldsOf: User.self, except: ["passwordHash"], .comparisons)
  /// ```
  ///
  /// - Parameters:
  ///   - model: The model. Fields that are added to it later are allowed, too.
  ///   - excluded: The names of the fields that are not allowed.
  ///   - lookups: The look-ups on each of them.
  public init<M: Model>(allFieldsOf model: M.Type, except excluded: Set<String>, _ lookups: Lookups) {
    for field in M.schema.fields where !excluded.contains(field.name) { allow(field.name, lookups) }
  }

  /// Allows a field, given by its path, with some look-ups.
  public mutating func allow(_ path: String, _ lookups: Lookups = .exact) {
    let key = path.contains("__") ? path : path.split(separator: ".").joined(separator: "__")
    if self.lookups[key] == nil { names.append(key) }
    self.lookups[key] = lookups
  }

  /// The policy with one more field.
  public func allowing(_ path: String, _ lookups: Lookups = .exact) -> LookupPolicy {
    var policy = self
    policy.allow(path, lookups)
    return policy
  }
}

extension LookupPolicy {
  /// Refuses a name that is not allowed. The message says nothing about fields that are not.
  ///
  /// - Parameter isOrder: Whether rows are ordered by it, so that it has no look-up.
  func check(_ name: String, of schema: ModelSchema, isOrder: Bool) throws {
    guard let path = try? NamePath(name), let (names, used, field) = NameTable.names(in: path, of: schema),
      let (allowed, rest) = allowed(names, path.parts[used...].map { $0 }, isDocument: field?.type.kind == .json)
    else { throw refusal(name, schema, isOrder) }
    if isOrder {
      guard rest.isEmpty else { throw refusal(name, schema, isOrder) }
      return
    }
    // Without a look-up, or with a transform at its end, it is `exact`.
    let isExact = rest.last.map { LookupRegistry.shared.lookups(named: $0).isEmpty } ?? true
    guard (isExact ? rest + ["exact"] : rest).allSatisfy(allowed.names.contains) else {
      throw refusal(name, schema, isOrder)
    }
  }

  /// What is allowed on a field, and the transforms and look-up behind it. The keys of a document belong to the path, as
  /// they are written; only a look-up may follow the ones that are allowed.
  private func allowed(
    _ names: [String], _ parts: [String], isDocument: Bool
  ) -> (lookups: Lookups, rest: [String])? {
    guard isDocument else {
      return lookups[names.joined(separator: "__")].map { ($0, parts.map(NameText.key)) }
    }
    for count in [parts.count, parts.count - 1] where count >= 0 {
      let rest = parts[count...].map(NameText.key)
      guard
        let found = lookups.first(where: {
          $0.key.utf8.elementsEqual((names + parts[..<count]).joined(separator: "__").utf8)
        }),
        rest.allSatisfy({ !LookupRegistry.shared.lookups(named: $0).isEmpty })
      else { continue }
      return (found.value, rest)
    }
    return nil
  }

  private func refusal(_ name: String, _ schema: ModelSchema, _ isOrder: Bool) -> KindredError {
    let verb = isOrder ? "be ordered by" : "be filtered by"
    let choices = names.isEmpty ? "nothing" : names.sorted().joined(separator: ", ")
    let nearest = NameText.nearest(to: name, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
    return KindredError(
      .notAllowed, "\(schema.name) cannot \(verb) \(NameText.quoted(name)) here.\(nearest) Allowed: \(choices).")
  }

  /// The condition that names and texts make together.
  func condition(_ conditions: [(name: String, text: String)], of schema: ModelSchema) throws -> NamedExpression {
    try checkCount(conditions.count)
    return .all(
      try conditions.map { name, text in
        try check(name, of: schema, isOrder: false)
        return NamedExpression(.match(name, .text(text)))
      })
  }

  /// The order that names make.
  func order(_ names: [String], of schema: ModelSchema) throws -> [NamedOrdering] {
    try checkCount(names.count)
    return try names.map { name in
      let field = name.hasPrefix("-") ? String(name.dropFirst()) : name
      try check(field, of: schema, isOrder: true)
      return NamedOrdering(name: name)
    }
  }

  private func checkCount(_ count: Int) throws {
    guard count > maximumCount else { return }
    throw KindredError(.notAllowed, "More than \(maximumCount) conditions or terms of an order are not allowed here.")
  }
}

extension Queryable {
  /// The rows for which look-ups hold that come from a caller who is not trusted, such as a query string.
  ///
  /// Texts are parsed as the fields' types. All conditions apply to the same related row. A name that the policy does not
  /// allow throws ``KindredError/Code/notAllowed`` when the query runs, and a malformed text
  /// ``KindredError/Code/invalidValue``.
  ///
  /// ```swift
  /// let items = URLComponents(string: url)?.queryItems ?? []
  /// let entries = try await Entry.objects
  ///   .filter(untrusted: items.map { ($0.name, $0.value ?? "") }, allowing: policy)
  ///   .all()
  /// ```
  ///
  /// - Parameters:
  ///   - conditions: Names with look-ups, and texts.
  ///   - policy: What is allowed; nothing by default.
  public func filter(
    untrusted conditions: [(name: String, text: String)], allowing policy: LookupPolicy = .none
  ) -> QuerySet<Model> {
    do {
      let condition = try policy.condition(conditions, of: Model.schema)
      return conditions.isEmpty ? querySet : filter(where: condition)
    } catch {
      return failed(error)
    }
  }

  /// The rows in an order that comes from a caller who is not trusted.
  ///
  /// ```swift
  /// Entry.objects.order(untrusted: ["-rating"], allowing: policy)
  /// ```
  ///
  /// - Parameters:
  ///   - names: Names of fields; a minus sign before one means descending.
  ///   - policy: What is allowed; nothing by default.
  public func order(untrusted names: [String], allowing policy: LookupPolicy = .none) -> QuerySet<Model> {
    do {
      let terms = try policy.order(names, of: Model.schema)
      return names.isEmpty ? querySet : order(by: terms)
    } catch {
      return failed(error)
    }
  }

  private func failed(_ error: any Error) -> QuerySet<Model> {
    querySet.changed { query in
      query.fail(error as? KindredError ?? KindredError(.invalidQuery, "A query by name is not valid."))
    }
  }
}
