/// The declaration of a model, or of a set of fields that models use, without syntax nodes.
package struct ModelDeclaration: Sendable, Hashable {
  /// The struct's name without back-ticks.
  package var name: String
  /// The names of the enclosing types, from the outermost.
  package var enclosingTypes: [String]
  /// Its access level.
  package var access: AccessLevel
  /// The arguments of `@Model`.
  package var arguments: [AttributeArgument]
  /// Its `@available` attributes.
  package var availability: [String]
  /// The stored properties in order.
  package var properties: [PropertyDeclaration]
  /// The argument labels of the declared initialisers.
  package var writtenInitialisers: [[String]]
  /// The full names of the declared methods, properties and types, such as `encode(to:)`.
  package var writtenMembers: Set<String>
  /// The position of the name in the source, in UTF-8 bytes.
  package var offset: Int
  /// Whether it is a set of fields, marked `@Fields`, which has no table and no key of its own.
  package var isFieldGroup = false
  /// Whether it stands in a migration, as a frozen copy of a model.
  package var isHistorical = false
}

extension ModelDeclaration {
  /// The name qualified by the enclosing types: `Shop.Order`.
  package var path: String { (enclosingTypes + [name]).map(\.quotedIfNeeded).joined(separator: ".") }

  /// The name in code inside the model.
  package var spelledName: String { name.quotedIfNeeded }

  /// The properties that have a column, in order.
  package var columns: [PropertyDeclaration] { properties.filter(\.isColumn) }

  /// The name on the target that its relations have unless they say another one.
  package var defaultRelatedName: String? { arguments["defaultRelatedName"]?.literal }

  /// The names on the target of a foreign key that the model, or a set of fields in it, declares.
  package func names(of key: ForeignKeyDeclaration) -> RelationNames {
    RelationNames(
      model: name, isOneToOne: key.isOneToOne, relatedName: key.arguments["relatedName"]?.literal ?? defaultRelatedName,
      relatedQueryName: key.arguments["relatedQueryName"]?.literal)
  }

  /// The columns in the order of the schema: the deferred ones come last.
  package var schemaColumns: [PropertyDeclaration] {
    columns.filter { !$0.isDeferred } + deferredColumns
  }

  /// The deferred columns in order.
  package var deferredColumns: [PropertyDeclaration] { columns.filter(\.isDeferred) }

  /// The foreign keys in order.
  package var foreignKeys: [PropertyDeclaration] { properties.filter { $0.foreignKey != nil } }

  /// The sets of fields in order.
  package var fieldGroups: [PropertyDeclaration] { properties.filter { $0.embedding != nil } }

  /// The many-to-many relations in order.
  package var manyToManyRelations: [PropertyDeclaration] { properties.filter { $0.manyToMany != nil } }

  /// The declared primary key; nil for the automatic `id`.
  package var primaryKey: PropertyDeclaration? { properties.first(where: \.isPrimaryKey) }

  /// Whether the model tracks new instances, because its key has a default value.
  package var knowsNewInstances: Bool { primaryKey?.defaultValue != nil }

  /// The properties that another model's `@ForeignKey(to:)` can name.
  package var uniqueFields: [PropertyDeclaration] {
    columns.filter { $0.foreignKey == nil && $0.embedding == nil && ($0.isPrimaryKey || $0.arguments.isTrue("unique")) }
  }
}
