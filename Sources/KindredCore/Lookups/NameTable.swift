import Synchronization

/// What the names in a path mean at one model: fields, relations, and relations of other models that point here.
final class NameTable: Sendable {
  enum Entry: Sendable {
    /// A column, among them that of a foreign key by the name of its key: `blogID`.
    case column(FieldSchema)
    case forward(RelationSchema)
    case backward(RelationSchema)
    /// A set of fields, whose fields are entries that begin with this text.
    case group(String)
    /// A many-to-many relation: the links' key to this model, and their key to the other one.
    case linked(String, own: RelationSchema, other: RelationSchema)
  }

  private let entries: [String: Entry]
  /// The names to offer where one is wrong.
  let choices: [String]
  /// How many models were known when the table was made.
  private let modelCount: Int

  private init(_ schema: ModelSchema, modelCount: Int) {
    var entries: [String: Entry] = [:]
    for field in schema.fields {
      if let relation = field.relation {
        entries[field.name] = .forward(relation)
      } else {
        entries[field.name] = .column(field)
      }
    }
    for relation in schema.manyToMany {
      entries[relation.name] = .linked(relation.name, own: relation.near, other: relation.far)
    }
    for relation in ModelRegistry.shared.relations(to: schema) {
      if let name = relation.queryName, entries[name] == nil { entries[name] = .backward(relation) }
      // If the model is that of links, it leads on to the model that declares the many-to-many relation.
      for key in relation.source.relations where key !== relation {
        for set in key.target.manyToMany where set.far === relation && set.near === key {
          guard let name = set.queryName, entries[name] == nil else { continue }
          entries[name] = .linked(name, own: relation, other: key)
        }
      }
    }
    choices = entries.keys.sorted()
    for (name, entry) in entries {
      guard let dot = name.firstIndex(of: ".") else { continue }
      let (group, field) = (String(name[..<dot]), name[name.index(after: dot)...])
      if entries[group] == nil { entries[group] = .group(group + ".") }
      let spelled = group + "." + String(field).snakeCased
      if entries[spelled] == nil { entries[spelled] = entry }
    }
    for field in schema.fields where field.relation != nil && entries[field.name + "ID"] == nil {
      entries[field.name + "ID"] = .column(field)
    }
    if entries["pk"] == nil { entries["pk"] = .column(schema.key) }
    // The same names as Django spells them, unless they mean something else.
    for (name, entry) in entries where entries[name.snakeCased] == nil { entries[name.snakeCased] = entry }
    self.entries = entries
    self.modelCount = modelCount
  }

  /// Text is compared by its bytes, as names in a database are, and not by canonical equivalence.
  func entry(_ name: String) -> Entry? {
    guard let index = entries.index(forKey: name), entries[index].key.utf8.elementsEqual(name.utf8) else { return nil }
    return entries[index].value
  }

  /// The names of relations and a field in a path, as the models declare them, how many parts they are, and the field if
  /// the path has one; nil if it does not begin with a field or a relation.
  ///
  /// It keeps nothing of the path, so that it can be asked about any name.
  static func names(in path: NamePath, of schema: ModelSchema) -> (names: [String], used: Int, field: FieldSchema?)? {
    var model = schema
    var names: [String] = []
    var used = 0
    var group = ""
    for part in path.parts.prefix(NamePath.maximumHops + 1) {
      let entry = of(model).entry(group + part)
      if case .group(let prefix) = entry {
        group = prefix
        continue
      }
      defer { group = "" }
      let parts = group.isEmpty ? 1 : 2
      switch entry {
      case nil, .group: return names.isEmpty ? nil : (names, used, nil)
      case .column(let field): return (names + [field.name], used + parts, field)
      case .forward(let relation):
        names.append(relation.name)
        used += parts
        model = relation.target
      case .backward(let relation):
        names.append(relation.queryName ?? relation.name)
        used += parts
        model = relation.source
      case .linked(let name, _, let other):
        names.append(name)
        used += parts
        model = other.target
      }
    }
    return names.isEmpty || names.count > NamePath.maximumHops ? nil : (names, used, nil)
  }

  private static let known = Mutex<[ModelSchema: NameTable]>([:])

  /// The table of a model. It is made again when further models are known, because they may point here.
  static func of(_ schema: ModelSchema) -> NameTable {
    let count = ModelRegistry.shared.modelCount
    if let table = known.withLock({ $0[schema] }), table.modelCount == count { return table }
    let table = NameTable(schema, modelCount: count)
    known.withLock { $0[schema] = table }
    return table
  }
}
