/// Related objects that are loaded after the rows of a query were read, for all rows at once.
struct Prefetch: Sendable {
  /// How they are related to the rows.
  enum Step: Sendable, Hashable {
    /// The rows have a foreign key to them.
    case target(RelationSchema)
    /// They have a foreign key to the rows.
    case sources(RelationSchema)
    /// Links of a many-to-many relation lead to them; reversed if the rows' model does not declare it.
    case members(ManyToManySchema, reversed: Bool)

    /// The model of the objects.
    var schema: ModelSchema {
      switch self {
      case .target(let relation): relation.target
      case .sources(let relation): relation.source
      case .members(let relation, let reversed): reversed ? relation.source : relation.target
      }
    }
  }

  let step: Step
  /// The query of the objects; nil for all of them.
  var query: Query?
  /// The name under which they are kept; nil for the relation's own.
  var name: String?
}

extension Prefetch.Step {
  /// The objects to load: a single one whatever its model's `objects` leave out, and those of a set.
  var objects: Query {
    switch self {
    case .target: schema.baseQuery()
    case .sources(let relation): .sources(of: relation)
    case .members: schema.defaultQuery()
    }
  }

  /// The steps of a path from a model. Two hops over a link's model are one step if a many-to-many relation leads there.
  static func steps(of path: RelationPath, from schema: ModelSchema) -> [Prefetch.Step] {
    var steps: [Prefetch.Step] = []
    var hops = path.hops[...]
    var schema = schema
    while let hop = hops.popFirst() {
      let step: Prefetch.Step
      switch hop {
      case .forward(let relation): step = .target(relation)
      case .backward(let own):
        if case .forward(let other) = hops.first, let found = members(schema, own, other) {
          hops.removeFirst()
          step = found
        } else {
          step = .sources(own)
        }
      }
      steps.append(step)
      schema = step.schema
    }
    return steps
  }

  private static func members(
    _ schema: ModelSchema, _ own: RelationSchema, _ other: RelationSchema
  ) -> Prefetch.Step? {
    if let relation = schema.manyToMany.first(where: { $0.near === own && $0.far === other }) {
      return .members(relation, reversed: false)
    }
    let reversed = ModelRegistry.shared.manyToMany(to: schema).first { $0.far === own && $0.near === other }
    return reversed.map { .members($0, reversed: true) }
  }
}

extension Query {
  /// Adds what is loaded along a path, with everything on the way.
  mutating func prefetch(_ steps: ArraySlice<Prefetch.Step>, from query: Query?, as name: String?) {
    guard let step = steps.first else { return }
    let isLast = steps.count == 1
    var all = extras?.prefetches ?? []
    let place = all.firstIndex { $0.step == step && $0.name == (isLast ? name : nil) }
    var prefetch = place.map { all[$0] } ?? Prefetch(step: step, name: isLast ? name : nil)
    if isLast {
      if let query { prefetch.query = query }
    } else {
      var inner = prefetch.query ?? step.objects
      inner.prefetch(steps.dropFirst(), from: query, as: name)
      prefetch.query = inner
    }
    if let place { all[place] = prefetch } else { all.append(prefetch) }
    extras = QueryExtras.changing(extras) { $0.prefetches = all }
  }

  /// Whether related objects are read with the rows, or loaded after them.
  @usableFromInline
  var hasLoading: Bool { extras.map { !$0.prefetches.isEmpty || !$0.joinedObjects.isEmpty } ?? false }

  /// Loads what is to be loaded for the rows of a result.
  func load(_ links: PeerLinks?) async throws {
    guard let links, let prefetches = extras?.prefetches else { return }
    for prefetch in prefetches {
      switch prefetch.step {
      case .target(let relation):
        guard let index = schema.relations.firstIndex(where: { $0 === relation }) else { continue }
        try await relation.loading.loadTargets(links, at: index, from: prefetch.query)
      case .sources(let relation):
        guard let origin = links.origin else { continue }
        try await relation.loading.loadSources(origin, from: prefetch.query, as: prefetch.name)
      case .members(let relation, let reversed):
        guard let origin = links.origin else { continue }
        try await relation.loading.loadMembers(origin, reversed: reversed, from: prefetch.query, as: prefetch.name)
      }
    }
  }
}
