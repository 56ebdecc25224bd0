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

  /// The steps of a path from a model. The two hops of a many-to-many relation are one step.
  static func steps(of path: RelationPath, from schema: ModelSchema) -> [Prefetch.Step] {
    var steps: [Prefetch.Step] = []
    let hops = path.hops
    let setEnds = path.setEnds
    var schema = schema
    var index = 0
    while index < hops.count {
      let step: Prefetch.Step
      switch hops[index] {
      case .forward(let relation): step = .target(relation)
      case .backward(let own):
        if setEnds.contains(index + 1), case .forward(let other) = hops[index + 1],
          let found = members(schema, own, other)
        {
          index += 1
          step = found
        } else {
          step = .sources(own)
        }
      }
      steps.append(step)
      schema = step.schema
      index += 1
    }
    return steps
  }

  private static func members(
    _ schema: ModelSchema, _ own: RelationSchema, _ other: RelationSchema
  ) -> Prefetch.Step? {
    if let relation = schema.manyToMany.first(where: { $0.near === own && $0.far === other }) {
      return .members(relation, reversed: false)
    }
    return other.target.manyToMany.first { $0.far === own && $0.near === other }.map { .members($0, reversed: true) }
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
      if let query { prefetch.query = query.loading(also: prefetch.next) }
    } else {
      var inner = prefetch.query ?? step.objects
      inner.prefetch(steps.dropFirst(), from: query, as: name)
      prefetch.query = inner
    }
    if let place { all[place] = prefetch } else { all.append(prefetch) }
    extras = QueryExtras.changing(extras) { $0.prefetches = all }
  }

  /// The same query, which also loads what was asked for before, unless it loads that itself.
  fileprivate func loading(also prefetches: [Prefetch]) -> Query {
    var query = self
    let known = query.extras?.prefetches ?? []
    let others = prefetches.filter { other in !known.contains { $0.step == other.step && $0.name == other.name } }
    if !others.isEmpty { query.extras = QueryExtras.changing(query.extras) { $0.prefetches += others } }
    return query
  }

  /// Whether related objects are read with the rows, or loaded after them.
  @usableFromInline
  var hasLoading: Bool { extras.map { !$0.prefetches.isEmpty || !$0.joinedObjects.isEmpty } ?? false }

  /// Loads what is to be loaded for the rows of a result.
  func load(_ links: PeerLinks?) async throws {
    guard let links, let prefetches = extras?.prefetches else { return }
    for prefetch in prefetches {
      if isJoined(prefetch) {
        try await prefetch.loadNext(links, of: schema)
      } else if let read = try prefetch.read(links, of: schema, ofFound: nil) {
        try await read.run()
      } else if case .target = prefetch.step {
        // The rows have their objects already: that of their manager.
        try await prefetch.loadNext(links, of: schema)
      }
    }
  }

  /// Whether the objects of a prefetch are read with the rows.
  func isJoined(_ prefetch: Prefetch) -> Bool {
    guard prefetch.name == nil, let joined = extras?.joinedObjects, !joined.isEmpty else { return false }
    return joined.contains { path in
      guard path.hops.count == 1, let hop = path.hops.first else { return false }
      return switch prefetch.step {
      case .target(let relation): hop == .forward(relation)
      case .sources(let relation): hop == .backward(relation)
      case .members: false
      }
    }
  }
}

extension Prefetch {
  /// The statement that loads the objects for the rows of a result; nil if there is nothing to load.
  ///
  /// - Parameters:
  ///   - links: What the rows share.
  ///   - schema: The rows' model.
  ///   - request: Finds the rows; nil if they were read, so that their keys are known.
  func read(_ links: PeerLinks, of schema: ModelSchema, ofFound request: RowRequest?) throws -> RelatedRead? {
    switch step {
    case .target(let relation):
      guard let index = schema.relations.firstIndex(where: { $0 === relation }) else { return nil }
      return try relation.loading.targets(links, at: index, ofFound: request, from: query)
    case .sources(let relation):
      guard let origin = links.origin else { return nil }
      return try relation.loading.sources(origin, ofFound: request, from: query, as: name)
    case .members(let relation, let reversed):
      guard let origin = links.origin else { return nil }
      return try relation.loading.members(origin, reversed: reversed, ofFound: request, from: query, as: name)
    }
  }
}

extension Prefetch {
  /// Loads what is to be loaded for the objects, which were read with the rows of a result.
  fileprivate func loadNext(_ links: PeerLinks, of schema: ModelSchema) async throws {
    if next.isEmpty { return }
    switch step {
    case .target(let relation):
      guard let index = schema.relations.firstIndex(where: { $0 === relation }) else { return }
      try await relation.loading.loadNext(ofTargets: links, at: index, self)
    case .sources(let relation):
      guard let origin = links.origin else { return }
      try await relation.loading.loadNext(ofSources: origin, self)
    case .members: break
    }
  }

  /// Loads the objects for objects in memory, unless they are loaded.
  func load<Owner: Model>(for objects: inout [Owner]) async throws {
    if objects.isEmpty { return }
    switch step {
    case .target(let relation): try await relation.loading.loadTargets(of: &objects, self)
    case .sources(let relation): try await relation.loading.loadSources(of: &objects, self)
    case .members(let relation, let reversed):
      try await relation.loading.loadMembers(of: &objects, reversed: reversed, self)
    }
  }

  /// What is loaded for the objects themselves.
  var next: [Prefetch] { query?.extras?.prefetches ?? [] }
}
