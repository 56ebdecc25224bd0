import KindredModelSyntax

/// Writes the members of a model, in a fixed order.
struct ModelPrinter {
  let model: ModelDeclaration

  init(_ model: ModelDeclaration) { self.model = model }

  /// The members, one declaration each.
  var members: [String] {
    [
      keyMembers, [origin], startingRows, initialisers, defaultValues, nestedTypes, [schema], keyAccess, rowMembers,
      deferredMembers, codableMembers,
    ]
    .flatMap { $0 }
  }

  private var hasRelations: Bool { !model.foreignKeys.isEmpty || !model.manyToManyRelations.isEmpty }

  /// The start of queries on a model whose objects are partly in the table of another one.
  private var startingRows: [String] {
    guard model.foreignKeys.contains(where: { $0.foreignKey?.isParentLink == true }) else { return [] }
    return [
      """
      /// All rows of the model's table, each read together with its parent.
      \(access)nonisolated static var unscoped: Kindred.QuerySet<\(model.spelledName)> { .withParents }
      """
    ]
  }

  private var origin: String {
    """
    /// What the instance shares with the other rows of its result.
    \(access)nonisolated var rowOrigin: Kindred.RowOrigin? = nil
    """
  }

  /// The access modifier of members that serve the whole model.
  var access: String { model.access.memberPrefix }

  /// Every column, as the generated code uses it, in the schema's order.
  var columns: [PrintedColumn] {
    let declared = model.schemaColumns.map(PrintedColumn.property)
    return model.primaryKey == nil && !model.isFieldGroup
      ? [.automaticKey(owner: model.spelledName)] + declared : declared
  }

  /// The nested types that name columns and relations.
  var nestedTypes: [String] {
    aliases + (hasRelations ? [relations] : []) + links + groups + columnsTypes
      + (model.uniqueFields.isEmpty ? [] : [uniqueFields])
  }
}

extension String {
  /// The text with all lines except the first indented.
  func indented(by levels: Int = 1) -> String {
    let space = String(repeating: "  ", count: levels)
    return split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().map { $0.offset == 0 || $0.element.isEmpty ? String($0.element) : space + $0.element }
      .joined(separator: "\n")
  }
}

extension Sequence<String> {
  /// The texts as the lines of an indented body.
  var body: String { map { "  " + $0.indented() }.joined(separator: "\n") }

  /// The assignments to an instance's properties as lines of an initialiser's body.
  ///
  /// For each assignment, the compiler looks through all that stand before it in the same block, and for each of those
  /// through all properties. Six hundred take it ten seconds in one block, and a third of one in blocks of sixteen. The
  /// branches between them do nothing, and are gone in the program.
  var assigningBody: String {
    let lines = Array(self)
    guard lines.count > 64 else { return lines.body }
    let starts = stride(from: 0, to: lines.count, by: 16)
    return starts.map { Array(lines[$0..<Swift.min($0 + 16, lines.count)]).body }.joined(separator: "\n  if true {}\n")
  }
}
