import Synchronization

/// The models that the process has used so far.
///
/// A model is registered when its schema is first read. Relations within one target are known without the registry,
/// through ``Model/referrers``. Relations from another module are known once that module's models were used, or listed
/// with ``register(_:)``.
public final class ModelRegistry: Sendable {
  /// The process's registry.
  public static let shared = ModelRegistry()

  /// The relations that were found when there were so many models.
  private struct Referrers {
    var modelCount = 0
    var relations: [ModelSchema: [RelationSchema]] = [:]
  }

  private let schemas = Mutex<[ModelSchema]>([])
  private let referrers = Mutex(Referrers())
  private let count = Atomic<Int>(0)

  /// Registers models before they are first used.
  ///
  /// An app whose models live in several modules lists them once at start:
  ///
  /// ```swift
  /// ModelRegistry.shared.register(BlogModels.all + ShopModels.all)
  /// ```
  public func register(_ models: [any Model.Type]) {
    for model in models { _ = model.schema }
  }

  /// The number for a new model.
  func nextNumber() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// How many schemas were made. It only grows, and is read without a lock.
  var madeCount: Int { count.load(ordering: .relaxed) }

  func register(_ schema: ModelSchema) {
    schemas.withLock { $0.append(schema) }
  }

  /// How many models are registered. It only grows.
  var modelCount: Int { schemas.withLock { $0.count } }

  /// The models that have been used or registered, in that order.
  public var models: [any Model.Type] { schemas.withLock { $0.map(\.model) } }

  /// The schema of the model with a name, as ``ModelSchema/name`` has it.
  ///
  /// - Throws: ``KindredError/Code/invalidName`` when there is none, or when several modules have one.
  public func schema(named name: String) throws -> ModelSchema {
    // A schema made by hand for a model that has another one, as in tests, does not count.
    let known = schemas.withLock { $0 }.filter { $0.model.schema === $0 }
    let found = known.filter { $0.name == name }
    if found.count == 1 { return found[0] }
    if found.isEmpty { throw NameError.unknownModel(name, choices: known.map(\.name)) }
    throw KindredError(
      .invalidName, "Several modules have a model \(NameText.quoted(name)), so that its name alone does not tell which."
    )
  }

  /// The relations that point to a model, in a stable order.
  func relations(to schema: ModelSchema) -> [RelationSchema] {
    let count = modelCount
    if let known = referrers.withLock({ $0.modelCount == count ? $0.relations[schema] : nil }) { return known }
    let found = findRelations(to: schema)
    referrers.withLock { referrers in
      if referrers.modelCount != count { referrers = Referrers(modelCount: count) }
      referrers.relations[schema] = found
    }
    return found
  }

  private func findRelations(to schema: ModelSchema) -> [RelationSchema] {
    var found = schema.knownReferrers().map { $0.schema }
    let known = schemas.withLock { $0 }
    for relation in known.flatMap(\.relations)
    where relation.target === schema && !found.contains(where: { $0 === relation }) {
      found.append(relation)
    }
    return found
  }
}
