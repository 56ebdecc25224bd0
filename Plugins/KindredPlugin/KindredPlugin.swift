import PackagePlugin
@main struct KindredPlugin: BuildToolPlugin { func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] { [] } }
