"""What the models of the installed AWS CLI (version 1, a Python package) say, as JSON: operations with their options, waiters, and the
HTTP requests of API Gateway. Read by `npm run refresh`."""
import json
import logging

import awscli
import botocore
from awscli.clidriver import create_clidriver
from botocore import xform_name

logging.disable(logging.CRITICAL)
TEXTS = {'string', 'integer', 'long', 'float', 'double', 'timestamp', 'blob'}
COMMON = {'cli-input-json', 'cli-input-yaml', 'generate-cli-skeleton', 'starting-token', 'page-size', 'max-items'}


def kebab(name):
    return xform_name(name, '-')


def option_of(name, model):
    """A text or number by its name, a list of them with `[]`, anything else with the names of its members behind it."""
    kind = model.type_name
    if kind in TEXTS:
        return name
    if kind == 'list' and model.member.type_name in TEXTS:
        return f'{name}[]'
    members = sorted(members_of(model, 0))
    return f'{name}:{",".join(members)}' if members else None


def members_of(model, depth):
    if depth > 6:
        return set()
    if model.type_name == 'structure':
        return set().union(*[{kebab(name)} | members_of(one, depth + 1) for name, one in model.members.items()])
    if model.type_name == 'list':
        return members_of(model.member, depth + 1)
    return members_of(model.value, depth + 1) if model.type_name == 'map' else set()


def operations_of(command):
    operations = {}
    for name, operation in sorted(command.create_help_command().command_table.items()):
        table = getattr(operation, 'arg_table', None)
        if name == 'wait' or table is None:
            continue
        options = []
        for option, argument in table.items():
            model = getattr(argument, 'argument_model', None)
            if option in COMMON or model is None:
                continue
            told = option_of(option, model)
            if told is not None:
                options.append(told)
        operations[name] = ' '.join(options)
    return operations


def waiters_of(session, service):
    try:
        config = session.get_waiter_model(service)
    except Exception:
        return {}
    return {kebab(name): kebab(config.get_waiter(name).operation) for name in sorted(config.waiter_names)}


def paths_of(session, service):
    """Each operation's method and path, its labels as the options that fill them."""
    model = session.get_service_model(service)
    found = {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        path = operation.http['requestUri'].split('?')[0]
        for member, shape in (operation.input_shape.members if operation.input_shape else {}).items():
            label = shape.serialization.get('name', member)
            path = path.replace('{%s}' % label, '{--%s}' % kebab(member))
        found[kebab(name)] = f'{operation.http["method"]} {path}'
    return found


driver = create_clidriver()
session = driver.session
services, waiters = {}, {}
for name, command in sorted(driver.create_help_command().command_table.items()):
    model = getattr(command, 'service_model', None)
    if model is None:
        continue
    services[name] = operations_of(command)
    found = waiters_of(session, model.service_name)
    if found:
        waiters[name] = found
print(json.dumps({
    'cli': awscli.__version__,
    'botocore': botocore.__version__,
    'services': services,
    'waiters': waiters,
    'apigateway': paths_of(session, 'apigateway'),
    'apigatewayv2': paths_of(session, 'apigatewayv2'),
}))
