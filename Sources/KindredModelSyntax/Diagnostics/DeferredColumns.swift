import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A deferred column that is a constant.
  static func constantDeferred(_ variable: VariableDeclSyntax) -> Diagnostic {
    .error(
      "constantDeferred", "a deferred column must be declared with 'var'", at: variable.bindingSpecifier,
      fixIts: [.makeVariable(variable)])
  }

  /// A deferred column with observers, which would not be called.
  static func deferredObservers(_ observers: AccessorBlockSyntax) -> Diagnostic {
    .error("deferredObservers", "a deferred column cannot have accessors or observers", at: observers)
  }

  /// Several deferred columns in one declaration.
  static func deferredList(_ attribute: AttributeSyntax) -> Diagnostic {
    .error("deferredList", "'@Deferred' needs a declaration of its own for each property", at: attribute)
  }
}
