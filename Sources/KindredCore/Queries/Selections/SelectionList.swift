/// The expressions that a ``Selection`` selects, in the order of their columns.
public struct SelectionList: Sendable {
  private(set) var nodes: ArraySlice<ExpressionNode> = []
  /// The models among them.
  private(set) var models: ArraySlice<SelectedModel> = []

  init() {}

  /// What selects a property.
  public static func columns<Value: Selectable>(
    _ term: any SelectionTerm<Value>, of type: Value.Type
  ) -> Value.SelectedColumns {
    var list = SelectionList(term)
    return list.next(type)
  }

  /// What selects an optional property.
  public static func columns<Value: OptionallySelectable>(
    _ term: any OptionalSelectionTerm<Value>, of type: Value?.Type
  ) -> Value.OptionalSelectedColumns {
    var list = SelectionList(term)
    return list.next(type)
  }

  init<Term: SelectionTerm>(_ term: Term) { Term.add(term, to: &self) }

  /// Adds what selects a property.
  public mutating func add<Term: SelectionTerm>(_ term: Term) { Term.add(term, to: &self) }

  /// Takes what selects the next property.
  public mutating func next<Value: Selectable>(_ type: Value.Type) -> Value.SelectedColumns {
    Value.selectedColumns(from: &self)
  }
}

extension SelectionList {
  mutating func add(_ node: ExpressionNode) { nodes.append(node) }

  mutating func add(_ schema: ModelSchema, at path: RelationPath) {
    models.append(SelectedModel(schema: schema, path: path, start: nodes.count))
    for field in schema.plainFields { nodes.append(.field(path, field)) }
  }

  mutating func nextExpression() -> ExpressionNode {
    nodes.popFirst()
      ?? .invalid(KindredError(.invalidQuery, "A selection has more properties than its columns select."))
  }

  /// The path of the next model, whose columns are taken.
  mutating func nextModel(_ schema: ModelSchema) -> RelationPath {
    nodes = nodes.dropFirst(schema.deferredStart)
    return models.popFirst()?.path ?? .root
  }
}

extension RowRequest {
  /// The names of what a result has selected, for a closure.
  func selectedNames(at root: RelationPath) -> SelectionList {
    var list = SelectionList()
    guard let selection else { return list }
    let models = Dictionary(selection.models.map { ($0.start, $0) }) { first, _ in first }
    var place = 0
    while place < selection.shown.count {
      let index = selection.shown[place]
      if let model = models[index] {
        // The columns that the closure wrote are those of the query itself.
        let isOwn = model.path.depth == selection.columns[index].writtenDepth
        list.add(model.schema, at: isOwn ? RelationPath(hops: model.path.hops, at: root.depth) : model.path)
        place += model.schema.deferredStart
      } else {
        list.add(.output(index, depth: root.depth))
        place += 1
      }
    }
    return list
  }
}
