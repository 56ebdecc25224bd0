/// A model that is encoded with objects that its foreign keys point to. ``Model/including(_:)`` makes one.
///
/// It encodes as the model does, except that each of the foreign keys is the whole object, under the name of its property,
/// instead of the raw key; null where the key is nil.
public struct IncludedModel: Encodable, Sendable {
  let model: any Model & Encodable
  fileprivate var related: [(relation: RelationSchema, object: IncludedModel?)] = []

  /// Encodes the model with the related objects.
  public func encode(to encoder: any Encoder) throws {
    let related = related.map { relation, object in
      (names: relation.name.split(separator: ".").map(String.init)[...], object: object)
    }
    try IncludedPart(base: model, related: related).encode(to: encoder)
  }
}

/// A model, or a set of fields in it, with the related objects whose keys are there.
private struct IncludedPart: Encodable {
  let base: any Encodable
  /// The objects. A name of several parts leads into sets of fields.
  let related: [(names: ArraySlice<String>, object: IncludedModel?)]

  func encode(to encoder: any Encoder) throws {
    if related.isEmpty { return try base.encode(to: encoder) }
    var own: [(name: String, object: IncludedModel?)] = []
    var inner: [String: [(names: ArraySlice<String>, object: IncludedModel?)]] = [:]
    for (names, object) in related {
      guard let name = names.first else { continue }
      if names.count == 1 {
        own.append((name, object))
      } else {
        inner[name, default: []].append((names.dropFirst(), object))
      }
    }
    let parts = inner.mapValues { related in { (base: any Encodable) in IncludedPart(base: base, related: related) } }
    try base.encode(to: KeyFilter(base: encoder, omitted: Set(own.map { $0.name + "ID" }), parts: parts))
    var container = encoder.container(keyedBy: PropertyName.self)
    for (name, object) in own { try container.encode(object, forKey: PropertyName(stringValue: name)) }
  }
}

extension Model where Self: Encodable {
  /// A model together with related objects, for encoding as JSON.
  ///
  /// ```swift
  /// let json = try await JSONEncoder().encode(entry.including { $0.blog })
  /// // {"id":1,"headline":"Help!","blog":{"id":3,"name":"Beatles Blog"}}
  /// ```
  ///
  /// Objects that are not loaded yet are loaded first, by default for all siblings of the same result in one query. A list
  /// names several relations, and relations of related objects:
  /// `{ ($0.blog.owner, $0.reviewer) }` includes the blog with its owner.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` where a term is no chain of foreign keys, as the rows that point back are
  ///   none.
  public func including<each Relation: ModelColumns>(
    _ relations: (Columns) -> (repeat each Relation)
  ) async throws -> IncludedModel {
    try await IncludedModel(self, Inclusion(Self.schema, repeat each relations(Columns(path: .root))))
  }
}

extension Sequence where Element: Model & Encodable {
  /// The models as they are encoded with objects that their foreign keys point to, for JSON.
  ///
  /// ```swift
  /// let entries = try await Entry.objects.all()
  /// let json = try await JSONEncoder().encode(entries.including { $0.blog }) // one query for all blogs
  /// ```
  ///
  /// See ``Model/including(_:)``.
  public func including<each Relation: ModelColumns>(
    _ relations: (Element.Columns) -> (repeat each Relation)
  ) async throws -> [IncludedModel] {
    let inclusion = try Inclusion(Element.schema, repeat each relations(Element.Columns(path: .root)))
    var included: [IncludedModel] = []
    for model in self { included.append(try await IncludedModel(model, inclusion)) }
    return included
  }
}

/// Which foreign keys of a model are followed, and which of the models behind them.
private struct Inclusion {
  private(set) var parts: [(relation: RelationSchema, next: Inclusion)] = []

  init() {}

  init<each Relation: ModelColumns>(_ schema: ModelSchema, _ columns: repeat each Relation) throws {
    for path in repeat (each columns).queryPath {
      guard !path.hops.isEmpty else {
        throw KindredError(.invalidQuery, "Name a foreign key of \(schema.name) to include, not the model itself.")
      }
      try add(path.hops[...])
    }
    if parts.isEmpty { throw KindredError.noTerms("including", schema) }
  }

  private mutating func add(_ hops: ArraySlice<RelationPath.Hop>) throws {
    guard let hop = hops.first else { return }
    guard case .forward(let relation) = hop else {
      let relation = hop.relation
      throw KindredError(
        .invalidQuery,
        "The \(relation.source.name) objects of a \(relation.target.name) are no part of it; get them with a query, "
          + "and encode them beside it.")
    }
    let place = parts.firstIndex { $0.relation === relation } ?? parts.endIndex
    if place == parts.endIndex { parts.append((relation, Inclusion())) }
    try parts[place].next.add(hops.dropFirst())
  }
}

extension IncludedModel {
  fileprivate init(_ model: any Model & Encodable, _ inclusion: Inclusion) async throws {
    self.model = model
    for (relation, next) in inclusion.parts {
      guard let object = try await relation.follow(model) else {
        related.append((relation, nil))
        continue
      }
      guard let encodable = object as? any Model & Encodable else {
        throw KindredError(.invalidQuery, "\(relation.target.name) cannot be included: it is not Encodable.")
      }
      related.append((relation, try await IncludedModel(encodable, next)))
    }
  }
}

/// A coding key for any property name.
private struct PropertyName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// An encoder that leaves out some keys of a model, encodes some values together with related objects, and passes everything
/// else on.
private struct KeyFilter: Encoder {
  let base: any Encoder
  let omitted: Set<String>
  let parts: [String: (any Encodable) -> IncludedPart]

  var codingPath: [any CodingKey] { base.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Container(base: base.container(keyedBy: type), omitted: omitted, parts: parts))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer { base.unkeyedContainer() }
  func singleValueContainer() -> any SingleValueEncodingContainer { base.singleValueContainer() }

  private struct Container<Key: CodingKey>: KeyedEncodingContainerProtocol {
    var base: KeyedEncodingContainer<Key>
    let omitted: Set<String>
    let parts: [String: (any Encodable) -> IncludedPart]

    var codingPath: [any CodingKey] { base.codingPath }

    mutating func encodeNil(forKey key: Key) throws {
      if !omitted.contains(key.stringValue) { try base.encodeNil(forKey: key) }
    }
    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      if omitted.contains(key.stringValue) { return }
      if let part = parts[key.stringValue] { return try base.encode(part(value), forKey: key) }
      try base.encode(value, forKey: key)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { base.nestedContainer(keyedBy: type, forKey: key) }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      base.nestedUnkeyedContainer(forKey: key)
    }
    mutating func superEncoder() -> any Encoder { base.superEncoder() }
    mutating func superEncoder(forKey key: Key) -> any Encoder { base.superEncoder(forKey: key) }
  }
}
