import Synchronization

/// The look-ups, functions, aggregates and functions over windows that can be called by name.
///
/// All functions of Kindred are registered. Your own are registered once, before they are used:
///
/// ```swift
/// LookupRegistry.shared.register(NamedFunction("soundex") { (text: Expr<String?>) in text.soundex() })
/// ```
///
/// A later registration overrides an earlier one of the same name and for the same types.
public final class LookupRegistry: Sendable {
  /// The process's registry.
  public static let shared = LookupRegistry()

  private struct Names: Sendable {
    var lookups: [String: [NamedLookup]] = [:]
    var functions: [String: [NamedFunction]] = [:]
    var aggregates: [String: [NamedAggregate]] = [:]
    var windows: [String: [NamedWindowFunction]] = [:]
  }

  private let names: Mutex<Names>

  init() {
    var names = Names()
    for lookup in NamedLookup.builtIn { names.lookups[NameText.key(lookup.name), default: []].append(lookup) }
    for function in NamedFunction.builtIn { names.functions[NameText.key(function.name), default: []].append(function) }
    for aggregate in NamedAggregate.builtIn {
      names.aggregates[NameText.key(aggregate.name), default: []].append(aggregate)
    }
    for window in NamedWindowFunction.builtIn { names.windows[NameText.key(window.name), default: []].append(window) }
    self.names = Mutex(names)
  }

  /// Registers a look-up.
  public func register(_ lookup: NamedLookup) {
    names.withLock { $0.lookups[NameText.key(lookup.name), default: []].insert(lookup, at: 0) }
  }

  /// Registers a function, which is also a transform if it has one parameter.
  public func register(_ function: NamedFunction) {
    names.withLock { $0.functions[NameText.key(function.name), default: []].insert(function, at: 0) }
  }

  /// Registers an aggregate.
  public func register(_ aggregate: NamedAggregate) {
    names.withLock { $0.aggregates[NameText.key(aggregate.name), default: []].insert(aggregate, at: 0) }
  }

  /// Registers a function over a window.
  public func register(_ window: NamedWindowFunction) {
    names.withLock { $0.windows[NameText.key(window.name), default: []].insert(window, at: 0) }
  }

  func lookups(named name: String) -> [NamedLookup] { names.withLock { $0.lookups[NameText.key(name)] } ?? [] }
  func functions(named name: String) -> [NamedFunction] { names.withLock { $0.functions[NameText.key(name)] } ?? [] }
  func aggregates(named name: String) -> [NamedAggregate] { names.withLock { $0.aggregates[NameText.key(name)] } ?? [] }
  func windows(named name: String) -> [NamedWindowFunction] { names.withLock { $0.windows[NameText.key(name)] } ?? [] }

  /// The names of all functions.
  var functionNames: [String] { names.withLock { $0.functions.values.flatMap { $0.map(\.name) } } }
  /// The names of all aggregates.
  var aggregateNames: [String] { names.withLock { $0.aggregates.values.flatMap { $0.map(\.name) } } }
  /// The names of all functions and aggregates over windows.
  var windowNames: [String] { names.withLock { $0.windows.values.flatMap { $0.map(\.name) } } + aggregateNames }

  /// The names of the look-ups and transforms that can stand behind an expression.
  func names(behind expression: DynamicExpression) -> [String] {
    names.withLock { names in
      let lookups = names.lookups.values.joined().filter { $0.isFor(expression) }.map(\.name)
      if expression.object?.isRelation == true { return lookups }
      let functions = names.functions.values.joined().filter { $0.isTransform && $0.accepts(expression.type) }
      return lookups + functions.map(\.name)
    }
  }
}

extension NamedLookup {
  func isFor(_ expression: DynamicExpression) -> Bool {
    accepts(expression.type) && (expression.object?.isRelation != true || isForRelations)
  }
}

// MARK: - What Kindred has

// Each file of functions lists its own names; a new file has its list added here.

extension NamedLookup {
  static var builtIn: [NamedLookup] { documents + comparisons + nulls + memberships + texts + arrays }
}

extension NamedFunction {
  static var builtIn: [NamedFunction] {
    let basic = timeArithmetic + arithmetic + nulls + extremes + casts
    let ofTexts = texts + textParts + characters + digests + identifiers
    let ofNumbers = math + powers + trigonometry + bits
    let ofTimes = dateParts + truncations + moments + durations
    return basic + ofTexts + ofNumbers + ofTimes + arrays + documents
  }
}

extension NamedAggregate {
  static var builtIn: [NamedAggregate] { basic + statistics + ofOne + joinedTexts }
}
