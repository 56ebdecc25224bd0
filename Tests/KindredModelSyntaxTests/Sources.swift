import kindred_generate

/// Reads the models of a target from texts, named as files.
func collection(_ files: [String: String], dependencies: [String: String] = [:]) -> ModelCollection {
  ModelCollection(
    target: "Demo", sources: files.map { SourceFile(path: $0.key, text: $0.value) },
    dependencies: dependencies.map { SourceFile(path: $0.key, text: $0.value) })
}

/// The remarks on one file, one line each.
func remarks(_ text: String) -> [String] { collection(["Models.swift": text]).remarks.map(\.description) }

/// The generated code for one file.
func generated(_ text: String) -> String { FilePrinter(collection(["Models.swift": text])).text }
